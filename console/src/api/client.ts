/** The API, typed by its own document. Everything that the console does goes through here. */
import createClient from 'openapi-fetch';
import { Problem, UNREACHABLE } from './problem.ts';
import type { paths } from './schema.d.ts';

export const API = '/api/v1';

const client = createClient<paths>({
  baseUrl: API,
  // Browsers do not send it from other sites: see docs/api.md.
  headers: { 'x-paycenter-csrf': '1' },
  querySerializer: { array: { style: 'form', explode: true } },
  fetch: reach,
});

export const api = client;

/** The same, with our words for a server that is not there. */
async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Problem(UNREACHABLE, 0, '');
  }
}

type Reply<Data> = { data?: Data; error?: unknown; response: Response };

/** What was answered. Throws a {@link Problem} for everything but a success. */
export async function answerOf<Data>(reply: Promise<Reply<Data>>): Promise<Data> {
  const { data, error, response } = await reply;
  if (response.ok) return data as Data;
  throw Problem.of(error, response.status);
}

/** For a POST that must not be done twice, however often the button or the network repeats it. */
export function onceWith(key: string) {
  return { 'Idempotency-Key': key };
}

/** The address of an export, with the filters of the list that is shown. */
export function exportAddress(path: string, query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) if (each !== undefined) search.append(name, String(each));
  }
  return `${API}${path}?${search}`;
}
