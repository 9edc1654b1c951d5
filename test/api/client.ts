/** A caller of the API, as a browser or a merchant's server is one; every answer is held to its schema. */
import { Compile, type Validator } from 'typebox/compile';
import { isStream, NOTHING, type Operation } from '../../src/http/api/operation.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { API_PREFIX } from '../../src/http/api/routes.ts';

export type ApiAnswer = {
  readonly status: number;
  /** An empty object where the answer was no JSON. */
  readonly json: ApiJson;
  readonly text: string;
  readonly headers: Headers;
};

/** What tests look into by name; the schema has been checked. */
export interface ApiJson {
  readonly [member: string]: ApiJson | undefined;
}

/** The rows of a list. */
export function rowsOf({ data }: ApiJson): readonly ApiJson[] {
  if (!Array.isArray(data)) throw new Error('This answer is no list.');
  return data as readonly ApiJson[];
}

export type ApiCall = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ApiClient = {
  call(method: string, path: string, call?: ApiCall): Promise<ApiAnswer>;
  /** What a browser would send of the cookies that it was given. */
  cookie(): string;
};

/** A browser on our own page: it keeps cookies, and proves where changes come from. */
export function browser(url: string, given: Readonly<Record<string, string>> = {}): ApiClient {
  const cookies = new Map(Object.entries(given));
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookie,
    async call(method, path, call = {}) {
      const sent = { cookie: cookie(), 'sec-fetch-site': 'same-origin', 'x-paycenter-csrf': '1' };
      const answer = await ask(url, method, path, {
        ...call,
        headers: { ...sent, ...call.headers },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}

/** A server with an API key. */
export function machine(url: string, key: string): ApiClient {
  return {
    cookie: () => '',
    call: (method, path, call = {}) =>
      ask(url, method, path, {
        ...call,
        headers: { authorization: `Bearer ${key}`, ...call.headers },
      }),
  };
}

/** Sends what is given, and nothing by itself. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { body, headers }: ApiCall = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${url}${API_PREFIX}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  const json = (isJson && text !== '' ? JSON.parse(text) : {}) as ApiJson;
  const { status } = response;
  assertDocumented(method, path, status, json);
  return { status, json, text, headers: response.headers };
}

const validators = new Map<Operation, Validator>();

/** Fails when an answer is not what the document says. */
function assertDocumented(method: string, path: string, status: number, json: ApiJson): void {
  const operation = operationAt(method, path);
  if (!operation || status >= 400) return;
  const { response } = operation;
  const expected = response === NOTHING ? 204 : (operation.status ?? 200);
  if (status !== expected)
    throw new Error(`${method} ${path} answered ${status}, not ${expected}.`);
  if (response === NOTHING || isStream(response)) return;
  const validator = validators.get(operation) ?? Compile(response);
  validators.set(operation, validator);
  if (validator.Check(json)) return;
  const [fault] = validator.Errors(json);
  throw new Error(`${method} ${path} answers what its schema denies: ${JSON.stringify(fault)}`);
}

function operationAt(method: string, path: string): Operation | undefined {
  const [asked = ''] = path.split('?');
  const matches = ({ path: pattern }: Operation) =>
    new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(asked);
  return OPERATIONS.find((operation) => operation.method === method && matches(operation));
}
