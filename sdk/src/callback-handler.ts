import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackProblem } from './callback-problem.ts';
import { collect } from './collect.ts';
import {
  type CallbackHandlerOptions,
  type CallbackReply,
  createReceiver,
} from './receive-callback.ts';

const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

const WRONG_METHOD: CallbackProblem = {
  kind: 'wrong-method',
  message: 'PayCenter posts its callbacks; this was not a POST.',
};

type Body = { ok: true; bytes: Uint8Array } | { ok: false; problem: CallbackProblem };

async function readBody(chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Body> {
  try {
    const bytes = await collect(chunks, limitBytes);
    if (bytes !== undefined) return { ok: true, bytes };
    const message = `The body is longer than ${limitBytes} bytes.`;
    return { ok: false, problem: { kind: 'body-too-large', message } };
  } catch (error) {
    const message = 'The body broke off before its end.';
    return { ok: false, problem: { kind: 'unreadable-body', message, error } };
  }
}

const ALREADY_READ: CallbackProblem = {
  kind: 'unreadable-body',
  message: 'Something read the body before. Mount the handler in front of every body parser.',
};

/**
 * A handler for `node:http` (and Express or Connect, in front of any body parser) that does all a
 * callback needs: reads, verifies, compares with what you expect, hands over each event once and
 * acknowledges it; refuses the rest. It never rejects.
 * @throws PayCenterError `configuration` when the options cannot work
 */
export function createCallbackHandler(
  options: CallbackHandlerOptions,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const receiver = createReceiver(options);

  async function answer(req: IncomingMessage): Promise<CallbackReply> {
    if (req.method !== 'POST') return receiver.refuse(WRONG_METHOD);
    if (req.readableEnded) return receiver.refuse(ALREADY_READ);
    // Kept open beyond the limit, so that the refusal still reaches the sender.
    const chunks = req.iterator({ destroyOnReturn: false });
    const body = await readBody(chunks, receiver.bodyLimitBytes);
    if (!body.ok) return receiver.refuse(body.problem);
    return receiver.receive(req.headers, body.bytes);
  }

  return async (req, res) => {
    const reply = await answer(req);
    if (res.destroyed) return;
    req.resume();
    res.writeHead(reply.status, {
      ...HEADERS,
      'content-length': Buffer.byteLength(reply.text),
      ...(reply.status === 405 ? { allow: 'POST' } : {}),
      ...(reply.status === 413 ? { connection: 'close' } : {}),
    });
    res.end(reply.text);
  };
}

/**
 * The same for servers that speak `Request` and `Response` (Hono, Next.js route handlers, Bun…).
 * It never rejects.
 * @throws PayCenterError `configuration` when the options cannot work
 */
export function createFetchHandler(
  options: CallbackHandlerOptions,
): (request: Request) => Promise<Response> {
  const receiver = createReceiver(options);

  async function answer(request: Request): Promise<CallbackReply> {
    if (request.method !== 'POST') return receiver.refuse(WRONG_METHOD);
    if (request.bodyUsed) return receiver.refuse(ALREADY_READ);
    if (request.body === null) return receiver.receive(request.headers, new Uint8Array());
    const body = await readBody(request.body, receiver.bodyLimitBytes);
    if (!body.ok) return receiver.refuse(body.problem);
    return receiver.receive(request.headers, body.bytes);
  }

  return async (request) => {
    const reply = await answer(request);
    const headers = reply.status === 405 ? { ...HEADERS, allow: 'POST' } : HEADERS;
    return new Response(reply.text, { status: reply.status, headers });
  };
}
