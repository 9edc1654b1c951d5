/**
 * How adapters call their channels: one request, one deadline, and an outcome that is a value. Redirects
 * are not followed, replies not decompressed and not read beyond a limit, nothing is repeated: whether a
 * call may be made again is the adapter's to know.
 */
import { Agent, type Dispatcher } from 'undici';
import { currentRecording } from '../exchanges.ts';
import { transcribe } from './exchange-transcript.ts';

export type ChannelCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?:
    | { readonly json: unknown }
    | { readonly form: Readonly<Record<string, string>> }
    /** Exactly these characters: for channels that sign them. */
    | {
        readonly text: string;
        readonly contentType: string;
        /** One byte for each character, for bytes that need not be UTF-8. */
        readonly encoding?: 'latin1';
      };
  /** For everything, from the name look-up to the reply's last byte. */
  readonly timeoutMs?: number;
  /** The only authorities, as PEM, that may vouch for the server; the system's if absent. */
  readonly ca?: string;
};

export type ChannelAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: Buffer;
    }
  /** Nothing was written: the channel has seen nothing of it. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** The channel may have done what it was asked. */
  | { readonly kind: 'unknown'; readonly why: string };

const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const REPLY_BYTES_MAX = 1024 * 1024;
const CONNECTIONS_PER_ORIGIN = 64;

/** One for each set of authorities, as connections are shared. */
const agents = new Map<string | undefined, Agent>();

function agentFor(ca: string | undefined): Agent {
  const known = agents.get(ca);
  if (known) return known;
  const agent = new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(ca === undefined ? {} : { ca }) },
    maxHeaderSize: 32 * 1024,
  });
  agents.set(ca, agent);
  return agent;
}

/** Makes one call, and tells it to whoever keeps a transcript. Never throws or rejects. */
export async function callChannel(call: ChannelCall): Promise<ChannelAnswer> {
  const recording = currentRecording();
  if (!recording) return exchange(call);
  const startedAtMs = performance.now();
  const answer = await exchange(call);
  const tookMs = Math.round(performance.now() - startedAtMs);
  const sentBody = contentOf(call.body)?.text;
  recording.exchanges.push(transcribe(call, sentBody, answer, tookMs, recording.secrets));
  return answer;
}

function exchange(call: ChannelCall): Promise<ChannelAnswer> {
  const { timeoutMs = TIMEOUT_MS } = call;
  return new Promise((resolve) => {
    const exchange = new Exchange(timeoutMs, resolve);
    try {
      agentFor(call.ca).dispatch(requestOf(call, timeoutMs), exchange);
    } catch (error) {
      exchange.fail(error instanceof Error ? error.message : String(error));
    }
  });
}

/** The JSON of a reply; undefined when it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function requestOf(call: ChannelCall, timeoutMs: number): Dispatcher.DispatchOptions {
  const url = new URL(call.url);
  const content = contentOf(call.body);
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: call.method,
    headers: {
      accept: '*/*',
      ...(content && { 'content-type': content.contentType }),
      ...call.headers,
    },
    body: content ? Buffer.from(content.text, content.encoding) : null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  };
}

type Content = Extract<ChannelCall['body'], { readonly text: string }>;

function contentOf(body: ChannelCall['body']): Content | undefined {
  if (body === undefined || 'text' in body) return body;
  if ('json' in body) return { text: JSON.stringify(body.json), contentType: 'application/json' };
  return {
    text: new URLSearchParams(body.form).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

/**
 * One request and what comes of it. It ends once: by the reply, a failure or the deadline. Knowing
 * whether anything was written is why this speaks to the dispatcher itself.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: ChannelAnswer) => void;
  readonly #deadline: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #ended = false;

  constructor(timeoutMs: number, resolve: (answer: ChannelAnswer) => void) {
    this.#resolve = resolve;
    this.#deadline = setTimeout(() => this.#abort(`no reply in ${timeoutMs} ms`), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Too late: the caller was told already that nothing had been written.
    if (this.#ended) controller.abort(new Error('the deadline has passed'));
    else this.#controller = controller;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > REPLY_BYTES_MAX) this.#abort(`a reply of more than ${REPLY_BYTES_MAX} bytes`);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks);
    this.#end({ kind: 'answered', status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error.message);
  }

  fail(why: string): void {
    this.#end({ kind: this.#controller ? 'unknown' : 'unreachable', why });
  }

  #abort(why: string): void {
    this.fail(why);
    this.#controller?.abort(new Error(why));
  }

  #end(answer: ChannelAnswer): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#resolve(answer);
  }
}
