import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { onDatabase } from '../../test/database.ts';
import type { AppSettings } from '../domain/app.ts';
import { newId } from '../domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import {
  notify,
  opened,
  openTestCentre,
  paidNews,
  said,
  type TestCentre,
} from '../flows/centre.test-support.ts';
import { claimDueCallbacks, resendCallbacks } from '../store/callbacks.ts';
import { startMerchant, startSender } from './delivery.fixture.ts';
import { secretKey, signCallback } from './sign.ts';
import { createDeliveryWorker } from './worker.ts';

const WAIT = { timeout: 15_000, interval: 20 };

type Heard = { readonly status: string; readonly body: string; readonly headers: Headers };

/** A shop that remembers what it was told, and answers by its own lights. */
async function startShop(reply: (heard: Heard, answer: ServerResponse) => unknown) {
  const heard: Heard[] = [];
  const server = await startMerchant(async (message, answer) => {
    const body = await text(message);
    const status = new URLSearchParams(body).get('status') ?? '';
    const headers = new Headers(message.headers as Record<string, string>);
    heard.push({ status, body, headers });
    await reply({ status, body, headers }, answer);
  });
  return { heard, url: `${server.origin}/notify?shop=1` };
}

function acknowledge({ body }: Heard, answer: ServerResponse): void {
  answer.end(`3,${new URLSearchParams(body).get('user_id')}`);
}

async function openShop(urls: Record<string, string>, settings: Partial<AppSettings> = {}) {
  const own = await openTestCentre({
    callbackUrls: urls,
    settings: { callbackDelaysSeconds: [0, 0], ...settings },
  });
  onTestFinished(() => own.close());
  return own;
}

type WorkerOptions = Partial<Parameters<typeof createDeliveryWorker>[0]>;

/** The same centre, with a worker of its own that sends what it commits. */
function withWorker(own: TestCentre, options: WorkerOptions = {}) {
  const worker = createDeliveryWorker({
    db: own.centre.db,
    owner: `worker-${newId()}`,
    directory: own.centre.directory,
    sender: startSender({ connectionsPerOrigin: 8 }),
    log: own.centre.log,
    perEndpointMax: 8,
    totalMax: 64,
    pollEveryMs: 50,
    renewEveryMs: 100,
    ...options,
  });
  onTestFinished(() => worker.stop(0));
  return { ...own, centre: { ...own.centre, outbox: worker }, worker };
}

async function pay(own: TestCentre, activityId = ''): Promise<Payment> {
  const payment = await opened(own, { activityId });
  await notify(own, [paidNews(payment)]);
  return payment;
}

function refund(own: TestCentre, payment: Payment) {
  const { gross } = payment;
  const news = { kind: 'refund', channelRefund: newId(), gross, outcome: 'succeeded' };
  return notify(own, [said(payment, news)]);
}

function callbacks({ centre }: TestCentre) {
  return centre.db
    .selectFrom('callbacks')
    .select(['id', 'state', 'sends', 'lease_owner', 'last_error'])
    .orderBy('payment_id')
    .orderBy('turn')
    .execute();
}

async function untilEnded(own: TestCentre) {
  await vi.waitFor(async () => {
    const all = await callbacks(own);
    expect(all.map(({ state }) => state)).not.toContain('waiting');
  }, WAIT);
  return callbacks(own);
}

describe('a callback', () => {
  test('is sent at once by the process that commits it, signed, and ends with its acknowledgement', async () => {
    const shop = await startShop(acknowledge);
    const own = withWorker(await openShop({ '': shop.url }));
    await pay(own);
    expect(await untilEnded(own)).toMatchObject([{ state: 'acknowledged', sends: 1 }]);
    const [heard] = shop.heard;
    const id = heard?.headers.get('webhook-id') ?? '';
    const signature = signCallback({
      id,
      timestampSeconds: Number(heard?.headers.get('webhook-timestamp')),
      body: heard?.body ?? '',
      secrets: own.app.secrets.map(({ printed }) => secretKey(printed)),
    });
    expect(heard?.headers.get('webhook-signature')).toBe(signature['webhook-signature']);
    expect(heard?.headers.get('content-type')).toMatch('application/x-www-form-urlencoded');
  });

  test('that is not acknowledged is sent three times, the same body each time, and then has failed', async () => {
    const shop = await startShop((_, answer) => answer.writeHead(500).end('<b>oops</b>'));
    const own = withWorker(await openShop({ '': shop.url }));
    own.worker.start();
    await pay(own);
    const ended = await untilEnded(own);
    expect(ended).toMatchObject([{ state: 'failed', sends: 3, last_error: 'status_not_2xx' }]);
    expect(new Set(shop.heard.map(({ body }) => body)).size).toBe(1);
    expect(new Set(shop.heard.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1);
    expect(shop.heard).toHaveLength(3);
    const sends = await own.centre.db
      .selectFrom('callback_sends')
      .select(['number', 'outcome', 'status_code', 'reply', 'address'])
      .orderBy('number')
      .execute();
    expect(sends.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(sends[0]).toMatchObject({
      outcome: 'refused',
      status_code: 500,
      reply: Buffer.from('<b>oops</b>'),
      address: '127.0.0.1',
    });
  });

  test('that has failed is sent again when an operator asks for it', async () => {
    let open = false;
    const shop = await startShop((heard, answer) =>
      open ? acknowledge(heard, answer) : answer.writeHead(404).end(),
    );
    const own = withWorker(await openShop({ '': shop.url }, { callbackDelaysSeconds: [] }));
    own.worker.start();
    await pay(own);
    const [failed] = await untilEnded(own);
    expect(failed).toMatchObject({ state: 'failed', sends: 1 });
    open = true;
    await resendCallbacks(own.centre.db, { ids: [failed?.id ?? ''] });
    expect(await untilEnded(own)).toMatchObject([{ state: 'acknowledged', sends: 2 }]);
  });

  test('keeps only the first kilobyte of a long reply', async () => {
    const shop = await startShop((_, answer) => answer.end('x'.repeat(5_000)));
    const own = withWorker(await openShop({ '': shop.url }, { callbackDelaysSeconds: [] }));
    await pay(own);
    await untilEnded(own);
    const { reply } = await own.centre.db
      .selectFrom('callback_sends')
      .select('reply')
      .executeTakeFirstOrThrow();
    expect(reply?.length).toBe(1_024);
  });

  test('without an address to go to has failed, and says so', async () => {
    const own = withWorker(await openShop({ '': '' }, { callbackDelaysSeconds: [] }));
    await pay(own);
    const [ended] = await untilEnded(own);
    expect(ended?.state).toBe('failed');
    expect(ended?.last_error).toMatch('url_refused');
  });
});

describe('callbacks of one payment go in their order', () => {
  test('the next one when the one before is acknowledged', async () => {
    let failures = 2;
    const shop = await startShop((heard, answer) => {
      failures -= 1;
      if (failures >= 0) answer.writeHead(503).end();
      else acknowledge(heard, answer);
    });
    const own = withWorker(await openShop({ '': shop.url }));
    const payment = await pay(own);
    await refund(own, payment);
    own.worker.start();
    await untilEnded(own);
    const order = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'REFUND'];
    expect(shop.heard.map(({ status }) => status)).toEqual(order);
  });

  test('or has failed for good', async () => {
    const shop = await startShop((heard, answer) =>
      heard.status === 'SUCCESS' ? answer.end('no') : acknowledge(heard, answer),
    );
    const own = withWorker(await openShop({ '': shop.url }));
    const payment = await pay(own);
    await refund(own, payment);
    own.worker.start();
    const ended = await untilEnded(own);
    expect(ended.map(({ state }) => state)).toEqual(['failed', 'acknowledged']);
    const order = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'REFUND'];
    expect(shop.heard.map(({ status }) => status)).toEqual(order);
  });
});

test('a merchant who hangs keeps nobody else waiting, and is told all in the end', async () => {
  const held: (() => void)[] = [];
  let hanging = true;
  const slow = await startShop((heard, answer) => {
    if (hanging) held.push(() => acknowledge(heard, answer));
    else acknowledge(heard, answer);
  });
  const good = await startShop(acknowledge);
  const own = withWorker(await openShop({ slow: slow.url, good: good.url }), {
    perEndpointMax: 4,
    totalMax: 16,
  });
  own.worker.start();
  await Promise.all(Array.from({ length: 30 }, () => pay(own, 'slow')));
  await Promise.all(Array.from({ length: 20 }, () => pay(own, 'good')));
  await vi.waitFor(() => expect(good.heard).toHaveLength(20), WAIT);
  const answered = async () =>
    (await callbacks(own)).filter(({ state }) => state === 'acknowledged').length;
  await vi.waitFor(async () => expect(await answered()).toBe(20), WAIT);
  expect(slow.heard.length).toBeLessThanOrEqual(4);
  expect(own.worker.sendsUnderWay()).toBe(slow.heard.length);

  hanging = false;
  for (const answer of held) answer();
  const all = await untilEnded(own);
  expect(all.filter(({ state }) => state === 'acknowledged')).toHaveLength(50);
});

test('a merchant never has more at once than its places, though payments have a next callback', async () => {
  let open = 0;
  let openMost = 0;
  const shop = await startShop(async (heard, answer) => {
    openMost = Math.max(openMost, ++open);
    await new Promise((resolve) => setTimeout(resolve, 25));
    open -= 1;
    acknowledge(heard, answer);
  });
  const own = withWorker(await openShop({ '': shop.url }), { perEndpointMax: 2 });
  for (let made = 0; made < 8; made += 1) await refund(own, await pay(own));
  own.worker.start();
  expect(await untilEnded(own)).toHaveLength(16);
  expect(openMost).toBe(2);
});

describe('a worker', () => {
  test('sends what a process that died had left, once its lease has run out', async () => {
    const shop = await startShop(acknowledge);
    const own = await openShop({ '': shop.url });
    await pay(own);
    const claim = { owner: 'dead', full: [], perEndpointMax: 8, totalMax: 8 };
    await claimDueCallbacks(own.centre.db, claim);
    await sql`update callbacks set lease_until = now() - interval '1 s'`.execute(own.centre.db);
    withWorker(own).worker.start();
    expect(await untilEnded(own)).toMatchObject([{ state: 'acknowledged', sends: 2 }]);
  });

  test('ends what died in its last send, without a fourth', async () => {
    const shop = await startShop(acknowledge);
    const own = await openShop({ '': shop.url }, { callbackDelaysSeconds: [] });
    await pay(own);
    const claim = { owner: 'dead', full: [], perEndpointMax: 8, totalMax: 8 };
    await claimDueCallbacks(own.centre.db, claim);
    await sql`update callbacks set lease_until = now() - interval '1 s'`.execute(own.centre.db);
    withWorker(own).worker.start();
    expect(await untilEnded(own)).toMatchObject([{ state: 'failed', last_error: 'interrupted' }]);
    expect(shop.heard).toEqual([]);
  });

  test('keeps its lease while a reply takes its time, so nobody else sends the same', async () => {
    const held: (() => void)[] = [];
    const shop = await startShop((heard, answer) => held.push(() => acknowledge(heard, answer)));
    const own = withWorker(await openShop({ '': shop.url }));
    own.worker.start();
    await pay(own);
    await vi.waitFor(() => expect(held).toHaveLength(1), WAIT);
    // As if the send had lasted nearly as long as its lease.
    await sql`update callbacks set lease_until = now() + interval '2 s'`.execute(own.centre.db);
    await vi.waitFor(async () => {
      const { rows } = await sql`select from callbacks
        where lease_until > now() + interval '10 s'`.execute(own.centre.db);
      expect(rows).toHaveLength(1);
    }, WAIT);
    const other = { owner: 'other', full: [], perEndpointMax: 8, totalMax: 8 };
    expect(await claimDueCallbacks(own.centre.db, other)).toEqual([]);
    held[0]?.();
    expect(await untilEnded(own)).toMatchObject([{ state: 'acknowledged', sends: 1 }]);
  });

  test('records an acknowledgement though the database was away when it came', async () => {
    const url = new URL(inject('postgresUrl'));
    const shop = await startShop(async (heard, answer) => {
      const name = new URL(own.url).pathname.slice(1);
      await onDatabase(url.href, `alter database ${name} allow_connections false`);
      await onDatabase(
        url.href,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
      acknowledge(heard, answer);
      await vi.waitFor(() => expect(warnings).toContain('send not recorded yet'), WAIT);
      await onDatabase(url.href, `alter database ${name} allow_connections true`);
    });
    const own = await openShop({ '': shop.url });
    const warnings: string[] = [];
    const log = { ...own.centre.log, warn: (_: object, said: string) => void warnings.push(said) };
    await pay(withWorker(own, { log }));
    await vi.waitFor(async () => {
      const all = await callbacks(own).catch(() => []);
      expect(all).toMatchObject([{ state: 'acknowledged', sends: 1 }]);
    }, WAIT);
    expect(shop.heard).toHaveLength(1);
  });

  test('that stops takes nothing new and lets the sends under way end', async () => {
    const held: (() => void)[] = [];
    const shop = await startShop((heard, answer) => held.push(() => acknowledge(heard, answer)));
    const own = withWorker(await openShop({ '': shop.url }));
    await pay(own);
    await vi.waitFor(() => expect(held).toHaveLength(1), WAIT);
    const stopped = own.worker.stop(10_000);
    await pay(own);
    held[0]?.();
    await stopped;
    expect(own.worker.sendsUnderWay()).toBe(0);
    const all = await callbacks(own);
    expect(all.map(({ state, sends }) => [state, sends])).toEqual([
      ['acknowledged', 1],
      ['waiting', 0],
    ]);
    expect(held).toHaveLength(1);
  });

  test('that stops gives back what waits in line with all its sends', async () => {
    const held: (() => void)[] = [];
    const shop = await startShop((heard, answer) => held.push(() => acknowledge(heard, answer)));
    const own = await openShop({ '': shop.url });
    await Promise.all([pay(own), pay(own)]);
    const { worker } = withWorker(own, { perEndpointMax: 1 });
    const claim = { owner: worker.owner, full: [], perEndpointMax: 8, totalMax: 8 };
    const due = await claimDueCallbacks(own.centre.db, claim);
    expect(due.map(({ endpoint }) => worker.reserve(endpoint))).toEqual([true, true]);
    for (const callback of due) worker.send(callback);
    await vi.waitFor(() => expect(held).toHaveLength(1), WAIT);
    const stopped = worker.stop(10_000);
    held[0]?.();
    await stopped;
    const all = await callbacks(own);
    expect(all.map(({ state, sends, lease_owner }) => [state, sends, lease_owner]).sort()).toEqual([
      ['acknowledged', 1, null],
      ['waiting', 0, null],
    ]);
  });

  test('that stops gives back at once what does not end in time', async () => {
    const held: ServerResponse[] = [];
    const shop = await startShop((_, answer) => held.push(answer));
    const own = withWorker(await openShop({ '': shop.url }));
    await pay(own);
    await vi.waitFor(() => expect(held).toHaveLength(1), WAIT);
    await own.worker.stop(1);
    expect(await callbacks(own)).toMatchObject([{ state: 'waiting', lease_owner: null, sends: 1 }]);
    held[0]?.destroy();
  });
});
