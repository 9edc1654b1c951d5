/** The client of our own API, typed by its document. */
import createClient from 'openapi-fetch';
import { Problem } from './problem.ts';
import type { paths } from './schema.gen.ts';

/** The header that a foreign page cannot send: a cookie alone changes nothing. */
export const api = createClient<paths>({
  baseUrl: '/api/v1',
  headers: { 'x-paycenter-csrf': '1' },
});

type Call<Data> = Promise<{ data?: Data; error?: unknown; response: Response }>;

/** What the API answers, or a {@link Problem} thrown. */
export async function answerOf<Data>(call: Call<Data>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Problem({ code: 'UNREACHABLE', detail: String(cause), status: 0 });
  });
  if (response.ok) return data as Data;
  throw Problem.from(error, response.status);
}

/** One for everything that somebody means to do once, however often it has to be sent. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
