/**
 * A load generator in a process of its own: keep-alive connections with one request each under way,
 * written by hand because a general one would take the core that the server needs.
 * `node bench/load.ts '<json of LoadPlan>'` prints `{"requests","seconds","failed"}`.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

export type LoadPlan = {
  readonly port: number;
  readonly connections: number;
  /** Ends after so many seconds, or after so many requests. */
  readonly seconds?: number;
  readonly requests?: number;
} & (
  | { readonly kind: 'get'; readonly path: string }
  /** A new order with every request, on the app's channel `sandbox`. */
  | { readonly kind: 'create'; readonly appId: string }
  /** One signed notice for each reference in the file: `reference gross currency` a line. */
  | {
      readonly kind: 'notice';
      readonly account: string;
      readonly secret: string;
      readonly referencesFile: string;
    }
);

export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  readonly failed: number;
};

const [, , planText = ''] = process.argv;
if (planText !== '') process.stdout.write(JSON.stringify(await run(JSON.parse(planText))));

function run(plan: LoadPlan): Promise<LoadResult> {
  const next = requestMaker(plan);
  const startedAt = performance.now();
  const endAt = startedAt + (plan.seconds ?? Number.POSITIVE_INFINITY) * 1_000;
  const requestsMax = plan.requests ?? Number.POSITIVE_INFINITY;
  let begun = 0;
  let ended = 0;
  let failed = 0;
  return new Promise((resolve) => {
    let open = plan.connections;
    const drive = (socket: Socket) => {
      const write = () => {
        const request = begun < requestsMax && performance.now() < endAt ? next() : undefined;
        if (request === undefined) {
          socket.end();
          return;
        }
        begun += 1;
        socket.write(request);
      };
      readReplies(socket, (ok) => {
        ended += 1;
        if (!ok) failed += 1;
        write();
      });
      socket.on('error', () => {
        failed += 1;
      });
      socket.on('close', () => {
        open -= 1;
        if (open > 0) return;
        resolve({ requests: ended, seconds: (performance.now() - startedAt) / 1_000, failed });
      });
      write();
    };
    for (let each = 0; each < plan.connections; each += 1) {
      const socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true }, () =>
        drive(socket),
      );
    }
  });
}

/** Calls back for each whole reply, true for 2xx and 3xx. */
function readReplies(socket: Socket, onReply: (ok: boolean) => void): void {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = /content-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? '0';
      const end = headEnd + 4 + Number(length);
      if (text.length < end) return;
      const ok = text.startsWith('2', 9) || text.startsWith('3', 9);
      text = text.slice(end);
      onReply(ok);
    }
  });
}

function requestMaker(plan: LoadPlan): () => string | undefined {
  const head = `Host: 127.0.0.1:${plan.port}\r\nUser-Agent: bench\r\n`;
  switch (plan.kind) {
    case 'get': {
      const request = `GET ${plan.path} HTTP/1.1\r\n${head}\r\n`;
      return () => request;
    }
    case 'create': {
      const run = randomBytes(6).toString('hex');
      let number = 0;
      return () => {
        number += 1;
        const query = `mod=do_payment&act=mall&app_id=${plan.appId}&item=Tea&order_id=${run}-${number}&gross=30.14&currency=USD&channel=sandbox`;
        return `GET /v2/index.php?${query} HTTP/1.1\r\n${head}\r\n`;
      };
    }
    case 'notice': {
      const references = readFileSync(plan.referencesFile, 'utf8').trim().split('\n');
      let at = 0;
      return () => {
        const line = references[at];
        at += 1;
        if (line === undefined) return undefined;
        const body = noticeBody(plan.account, line);
        const time = Math.floor(Date.now() / 1_000);
        const mac = createHmac('sha256', plan.secret).update(`${time}.${body}`).digest('hex');
        return (
          `POST /channels/sandbox/${plan.account}/notice HTTP/1.1\r\n${head}Content-Type: application/json\r\n` +
          `Sandbox-Signature: t=${time},v1=${mac}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
        );
      };
    }
  }
}

function noticeBody(account: string, line: string): string {
  const [reference = '', gross = '', currency = ''] = line.split(' ');
  return JSON.stringify({
    id: `n${reference.slice(0, 30)}`,
    account,
    reference,
    type: 'payment.paid',
    occurred_at_ms: Date.now(),
    object: { id: `t${reference.slice(0, 30)}`, gross, currency, payer_email: 'payer@example.com' },
  });
}
