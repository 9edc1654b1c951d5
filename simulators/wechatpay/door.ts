/** How WeChat Pay lets calls in: each signed by the merchant. Its answers are signed in turn. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Twists, withholdAnswer } from '../answers.ts';
import type { Keys, SignatureFault } from './keys.ts';
import { type Code, problem } from './problems.ts';

export type Call = {
  readonly operation: string;
  /** The merchant's number of what it is about. */
  readonly about: string;
  readonly status: number;
};

export type Request = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What came of a call: an answer, which is empty for a 204, or a refusal in WeChat Pay's words. */
export type Done = { readonly status: number; readonly json?: unknown } | Code;

export type DoorOptions = {
  readonly keys: Keys;
  readonly twists: Twists;
  /** What is wrong with the signatures of the next answers to an operation, when a script wants it. */
  readonly signatureFaults: Map<string, SignatureFault[]>;
  /** Every call that came, for looking at afterwards. */
  readonly calls: Call[];
};

export type Door = {
  route(
    method: 'GET' | 'POST',
    url: string,
    operation: string,
    handle: (request: Request) => Done,
  ): void;
};

/** For a server that hands over bodies as the bytes that came. */
export function createDoor(server: FastifyInstance, options: DoorOptions): Door {
  const { keys, twists, signatureFaults, calls } = options;

  function answer(reply: FastifyReply, operation: string, done: Exclude<Done, Code>) {
    const text = done.json === undefined ? '' : JSON.stringify(done.json);
    // Only who is known is answered with a signature.
    const fault = done.status === 401 ? 'unsigned' : signatureFaults.get(operation)?.shift();
    const headers = keys.vouchFor(text, fault);
    return reply
      .code(done.status)
      .headers({ 'Request-ID': `08SIM${Date.now()}`, ...headers })
      .type('application/json; charset=utf-8')
      .send(text);
  }

  return {
    route(method, url, operation, handle) {
      server.route({
        method,
        url,
        handler: async (request, reply) => {
          const twist = twists.next(operation);
          const asked = readRequest(request);
          let done: Done = 'SIGN_ERROR';
          if (twist?.how === 'refuse') done = twist.issue;
          else if (twist?.how === 'fail') done = failure(twist.status);
          else if (isSigned(keys, request)) {
            done = asked && speaksJson(request) ? handle(asked) : 'PARAM_ERROR';
          }
          const result = typeof done === 'string' ? problem(done) : done;
          calls.push({ operation, about: aboutOf(asked), status: result.status });
          const withheld = twist?.how === 'lose' || twist?.how === 'hang';
          if (withheld) return withholdAnswer(reply, twist.how);
          return answer(reply, operation, result);
        },
      });
    },
  };
}

function failure(status: number): Exclude<Done, Code> {
  const code = status === 429 ? 'FREQUENCY_LIMITED' : 'SYSTEM_ERROR';
  return { status, json: { code, message: 'try again later' } };
}

const AUTHORIZATION = /^WECHATPAY2-SHA256-RSA2048 (.+)$/;
const CLOCKS_APART_MAX_S = 300;

function isSigned(keys: Keys, request: FastifyRequest): boolean {
  const [, given = ''] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  const parts = new Map(
    [...given.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const timestamp = parts.get('timestamp') ?? '';
  const apartS = Math.abs(Date.now() / 1_000 - Number(timestamp));
  const known = parts.get('mchid') === keys.mchid && parts.get('serial_no') === keys.serialNo;
  if (!known || !/^\d+$/.test(timestamp) || apartS > CLOCKS_APART_MAX_S) return false;
  const body = Buffer.isBuffer(request.body) ? request.body.toString() : '';
  const lines = [request.method, request.url, timestamp, parts.get('nonce_str'), body, ''];
  return keys.isMerchants(lines.join('\n'), parts.get('signature') ?? '');
}

/** WeChat Pay turns away who does not say who asks, and in what language. */
function speaksJson({ headers }: FastifyRequest): boolean {
  return headers['user-agent'] !== undefined && (headers.accept ?? '').includes('application/json');
}

function readRequest(request: FastifyRequest): Request | undefined {
  const { params, query, body } = request;
  try {
    const json: unknown = Buffer.isBuffer(body) ? JSON.parse(body.toString()) : {};
    return {
      params: params as Request['params'],
      query: query as Request['query'],
      body: (json ?? {}) as Request['body'],
    };
  } catch {
    return undefined;
  }
}

function aboutOf(request: Request | undefined): string {
  const { params = {}, body = {} } = request ?? {};
  return String(params.number ?? body.out_refund_no ?? body.out_trade_no ?? '');
}
