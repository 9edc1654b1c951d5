/** What the API says when it does not do something: RFC 9457 with a code of ours. */
export class Problem extends Error {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  readonly parameter: string | undefined;

  constructor(said: { code: string; detail: string; status: number; parameter?: string }) {
    super(`${said.code}: ${said.detail}`);
    this.name = 'Problem';
    this.code = said.code;
    this.detail = said.detail;
    this.status = said.status;
    this.parameter = said.parameter;
  }

  /** Whatever stands in the body of a refusal: a proxy in between may have written it. */
  static from(body: unknown, status: number): Problem {
    const read = (name: string) => {
      const value =
        typeof body === 'object' && body !== null
          ? (body as Record<string, unknown>)[name]
          : undefined;
      return typeof value === 'string' ? value : undefined;
    };
    const parameter = read('parameter');
    return new Problem({
      code: read('code') ?? 'UNREACHABLE',
      detail: read('detail') ?? '',
      status,
      ...(parameter === undefined ? {} : { parameter }),
    });
  }
}
