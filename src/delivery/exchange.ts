import { type Dispatcher, errors } from 'undici';
import { replyBytesMax } from './ack.ts';
import { ConnectFailure, type ConnectFailureReason } from './connect.ts';

/** Why a send brought no reply that could be judged. Stable: stored, shown and counted. */
export type SendFailureReason =
  | ConnectFailureReason
  | 'url_refused'
  | 'header_refused'
  | 'timeout'
  | 'reset'
  | 'closed_early'
  | 'redirect'
  | 'bad_reply'
  | 'reply_too_large'
  | 'sender_closed'
  | 'network_error';

export type SendResult =
  | {
      outcome: 'answered';
      statusCode: number;
      /** As it came over the wire, at most 64 KiB; never decompressed. */
      body: Buffer;
      address: string;
      latencyMs: number;
    }
  | {
      outcome: 'failed';
      why: SendFailureReason;
      /** For an operator's eyes. */
      detail: string;
      /** The address connected to, or the one that was refused or did not answer. */
      address?: string;
      /** Set when the failure came after the status line, with what had arrived of the body. */
      statusCode?: number;
      body?: Buffer;
      latencyMs: number;
    };

/**
 * One request and what comes back of it; the HTTP client calls its `on…` methods. It ends once, by
 * the reply, a failure or the deadline, whichever is first; an end that leaves the connection in
 * the middle of a reply closes that connection.
 *
 * undici's `request` would do less here: its signal does not end a request that still waits for a
 * connection, and its body stream would have to be watched for size and errors from outside.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Set when a connection has been chosen. */
  peer: { address?: string } | undefined;
  readonly #startedMs = performance.now();
  readonly #deadline: NodeJS.Timeout;
  readonly #resolve: (result: SendResult) => void;
  readonly #chunks: Buffer[] = [];
  #bodyBytes = 0;
  #address: string | undefined;
  #statusCode: number | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #hasEnded = false;

  constructor(totalTimeoutMs: number, resolve: (result: SendResult) => void) {
    this.#resolve = resolve;
    this.#deadline = setTimeout(() => this.#abort('timeout', this.#phase()), totalTimeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The deadline passed while this waited for a connection: nothing may be written any more.
    if (this.#hasEnded) controller.abort(new Error('too late to be sent'));
    this.#controller = controller;
    this.#address = this.peer?.address;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#statusCode = statusCode;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = replyBytesMax - this.#bodyBytes;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bodyBytes += Math.min(chunk.length, room);
    if (chunk.length > room) this.#abort('reply_too_large', `more than ${replyBytesMax} bytes`);
  }

  onResponseEnd(): void {
    const statusCode = this.#statusCode ?? 0;
    if (statusCode >= 300 && statusCode <= 399) {
      this.fail('redirect', `status ${statusCode} is not followed`);
      return;
    }
    this.#end({
      outcome: 'answered',
      statusCode,
      body: Buffer.concat(this.#chunks),
      address: this.#address ?? '',
      latencyMs: this.#latencyMs(),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (error instanceof ConnectFailure) this.#address = error.address;
    this.fail(failureReason(error), error.message);
  }

  fail(why: SendFailureReason, detail: string): void {
    this.#end({
      outcome: 'failed',
      why,
      detail,
      ...(this.#address !== undefined && { address: this.#address }),
      ...(this.#statusCode !== undefined && {
        statusCode: this.#statusCode,
        body: Buffer.concat(this.#chunks),
      }),
      latencyMs: this.#latencyMs(),
    });
  }

  #abort(why: SendFailureReason, detail: string): void {
    this.fail(why, detail);
    this.#controller?.abort(new Error(detail));
  }

  #end(result: SendResult): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#deadline);
    this.#resolve(result);
  }

  #phase(): string {
    if (this.#statusCode !== undefined) return 'the reply did not end';
    if (this.#controller !== undefined) return 'no reply came';
    return this.peer === undefined ? 'no connection was free' : 'no connection came about';
  }

  #latencyMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }
}

const reasonsByCode: Readonly<Record<string, SendFailureReason>> = {
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'closed_early',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed_early',
  UND_ERR_HEADERS_OVERFLOW: 'reply_too_large',
  UND_ERR_CLOSED: 'sender_closed',
  UND_ERR_DESTROYED: 'sender_closed',
};

function failureReason(error: Error & { code?: string }): SendFailureReason {
  if (error instanceof ConnectFailure) return error.why;
  // undici names these two, and a connection that ended, by the same code.
  const isOutOfProtocol = error.message === 'bad response' || error.message === 'bad upgrade';
  if (error instanceof errors.HTTPParserError || isOutOfProtocol) return 'bad_reply';
  return reasonsByCode[error.code ?? ''] ?? 'network_error';
}
