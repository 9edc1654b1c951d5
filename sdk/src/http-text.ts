import { collect } from './collect.ts';

/** How a request to PayCenter went. Only HTTP 200 brings a text: nothing else is an answer. */
export type TextAnswer =
  | { ok: true; text: string }
  | { ok: false; kind: 'timeout' | 'network' | 'unexpected-answer'; message: string };

export interface TextRequest {
  url: string;
  timeoutMs: number;
  /** Posted as a form when given; otherwise the request is a GET. */
  form?: URLSearchParams;
}

const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * Asks PayCenter for a text. Never throws and never follows a redirect: an address that redirects
 * is a wrong `baseUrl`, and a POST would lose its body on the way.
 */
export async function fetchText(request: TextRequest): Promise<TextAnswer> {
  const { url, timeoutMs, form } = request;
  try {
    const response = await fetch(url, {
      ...(form === undefined ? {} : { method: 'POST', body: form }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { ok: false, kind: 'unexpected-answer', message: describeStatus(response) };
    }
    const body =
      response.body === null ? Buffer.alloc(0) : await collect(response.body, ANSWER_BYTES_MAX);
    if (body === undefined) {
      const message = `PayCenter's answer is longer than ${ANSWER_BYTES_MAX} bytes. Check baseUrl.`;
      return { ok: false, kind: 'unexpected-answer', message };
    }
    return { ok: true, text: new TextDecoder().decode(body) };
  } catch (error) {
    return describeFailure(error, timeoutMs);
  }
}

function describeStatus(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) return `PayCenter answered HTTP ${response.status}. Check baseUrl.`;
  return `baseUrl redirects (HTTP ${response.status}) to ${location}. Use the address it leads to.`;
}

function describeFailure(error: unknown, timeoutMs: number): TextAnswer {
  if (error instanceof Error && error.name === 'TimeoutError') {
    const message = `PayCenter has not answered within ${timeoutMs} ms.`;
    return { ok: false, kind: 'timeout', message };
  }
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return { ok: false, kind: 'network', message: `PayCenter could not be reached: ${reason}` };
}
