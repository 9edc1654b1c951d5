/** Certification: what it says of merchants that do everything right, and of those that do not. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCallbackHandler } from '@paycenter/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import { disableChannel } from '../../src/flows/configure-channel.ts';
import { listCallbacks, listPayments } from '../../src/store/listings.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type ReceivedCallback, type Reply, startMerchant } from '../merchant.ts';
import { freePort } from '../ports.ts';
import { paycenter } from './paycenter.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
});
afterAll(() => centre.stop());

type Check = { check: string; state: string; found: string; todo: string | null };
type Certified = {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly checks: readonly Check[];
  readonly inState: (state: string) => readonly string[];
  readonly said: (check: string) => Check | undefined;
};

async function certify(appId: string, ...more: string[]): Promise<Certified> {
  const argv = ['certify', '--app', appId, '--json', ...more];
  const { exitCode, stdout, stderr } = await paycenter(centre.environment, ...argv);
  if (stdout === '') throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return {
    exitCode,
    stderr,
    checks,
    inState: (state) => checks.filter((each) => each.state === state).map(({ check }) => check),
    said: (name) => checks.find(({ check }) => check === name),
  };
}

/** An app whose merchant replies so. */
async function merchantThat(
  appId: string,
  reply: (callback: ReceivedCallback, count: number) => Reply | Promise<Reply>,
) {
  const merchant = await startMerchant({ reply });
  onTestFinished(() => merchant.close());
  await appWithSandbox(centre, { appId, callbackUrl: merchant.url });
  return merchant;
}

const ack = ({ fields }: ReceivedCallback) => ({ body: `3,${fields.user_id}` });

/** What a handler without a secret does: it asks whether the callback is genuine. */
async function isGenuine({ fields }: ReceivedCallback): Promise<boolean> {
  const { trans_id = '', user_id = '', currency = '', gross = '', channel = '' } = fields;
  const body = new URLSearchParams({ trans_id, user_id, currency, gross, channel });
  const answer = await fetch(`${centre.url}/v2/index.php?mod=verify`, { method: 'POST', body });
  return (await answer.text()) === 'OK';
}

/** A merchant that verifies, and does one thing otherwise. */
const carefulThat =
  (differs: (callback: ReceivedCallback, count: number) => Reply | undefined) =>
  async (callback: ReceivedCallback, count: number): Promise<Reply> => {
    if (!(await isGenuine(callback))) return { body: '3,null' };
    return differs(callback, count) ?? ack(callback);
  };

describe('a merchant that does everything right', () => {
  test.each(['signature', 'verify', 'both'] as const)(
    'with the SDK, verified by %s, has nothing to mend',
    async (verifyBy) => {
      const port = await freePort();
      const callbackUrl = `http://127.0.0.1:${port}/paycenter`;
      const { appId, secret } = await appWithSandbox(centre, {
        appId: `good-${verifyBy}`,
        callbackUrl,
      });
      const events: string[] = [];
      const handler = createCallbackHandler({
        ...{ baseUrl: centre.url, appId, secret, verifyBy },
        expect: () => ({ gross: '30.00', currency: 'USD' }),
        onEvent: (event) => void events.push(`${event.status} ${event.gross}`),
        onProblem: () => undefined,
      });
      const server = createServer(handler);
      await once(server.listen(port, '127.0.0.1'), 'listening');
      onTestFinished(() => void server.close());

      const { exitCode, inState } = await certify(appId);
      expect(inState('wrong')).toEqual([]);
      expect(inState('untested')).toEqual(['tls']);
      expect(exitCode).toBe(0);
      // Each happened once, however often it came, but for what nobody can tell apart by verify.
      const parts = events.filter((each) => each === 'REFUND -7.50');
      expect(parts).toHaveLength(verifyBy === 'verify' ? 1 : 2);
      expect([...new Set(events)]).toEqual([
        'SUCCESS 30.00',
        'REFUND -7.50',
        'IN_CASE 15.00',
        'CANCEL_REVERSAL 15.00',
        'APP_REVERSE -15.00',
        'REFUND -30.00',
      ]);
    },
  );

  test('leaves nothing behind that would be sent again, and only test payments', async () => {
    // Slow enough for a worker to come by, if the callback were anybody's.
    const slowly = carefulThat(() => undefined);
    const merchant = await merchantThat('clean', async (callback, count) => {
      if (callback.fields.status === 'IN_CASE') await sleep(1_500);
      return slowly(callback, count);
    });
    await certify('clean');
    const { db } = centre.running.centre;
    const { callbacks } = await listCallbacks(db, { appId: 'clean' });
    expect(new Set(callbacks.map(({ state }) => state))).toEqual(new Set(['acknowledged']));
    // The bank's own notices were put off: they come in the end, and are no news.
    await sql`update sandbox_notices set next_at = now(), due_at = now()`.execute(db);
    const waiting = () => sql`select from sandbox_notices where state = 'waiting'`.execute(db);
    await expect.poll(async () => (await waiting()).rows, { timeout: 20_000 }).toEqual([]);
    expect(await listCallbacks(db, { appId: 'clean' })).toMatchObject({ callbacks });
    const { payments } = await listPayments(db, { appId: 'clean' });
    expect(payments.map((each) => [each.test, each.order_id.startsWith('certify-')])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(merchant.callbacks.filter(({ fields }) => fields.status === 'IN_CASE')).toHaveLength(1);
  });

  test('is told of by people in marks and sentences', async () => {
    await merchantThat(
      'readable',
      carefulThat(() => undefined),
    );
    const { stdout, exitCode } = await paycenter(
      centre.environment,
      ...['certify', '--app', 'readable'],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ {2}SUCCESS is acknowledged: acknowledged in \d+ ms$/m);
    expect(stdout).toMatch(/\d+ right, 0 wrong, 1 not tried\.\n$/);
  });
});

describe('a merchant that', () => {
  test('acknowledges whatever comes is told that it can be cheated', async () => {
    await merchantThat('gullible', ack);
    const { exitCode, stderr, inState, said } = await certify('gullible');
    expect(inState('wrong')).toEqual(['forged_transaction', 'forged_gross', 'forged_signature']);
    expect(said('forged_signature')?.todo).toContain('mod=verify');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^3 things are wrong: [^\n]+\n$/);
  });

  test('prints a page around the acknowledgement is told so', async () => {
    await merchantThat(
      'wrapped',
      carefulThat(({ fields }) => ({ body: `<html><body>3,${fields.user_id}</body></html>` })),
    );
    const { said, inState } = await certify('wrapped');
    expect(said('success')).toMatchObject({
      state: 'wrong',
      found: expect.stringContaining('a whole page around it'),
      todo: expect.stringMatching(/^Reply with status 200 and 3,certify-/),
    });
    expect(inState('wrong')).toContain('reply_form');
  });

  test('answers in words of its own is told what to reply', async () => {
    await merchantThat(
      'wordy',
      carefulThat(() => ({ body: 'success' })),
    );
    expect((await certify('wordy')).said('success')).toMatchObject({
      state: 'wrong',
      found: 'it replied 200 "success"',
    });
  });

  test('redirects is told that this is not followed', async () => {
    await merchantThat('moved', () => ({ status: 302, headers: { location: '/login' } }));
    const { said } = await certify('moved');
    expect(said('success')).toMatchObject({
      state: 'wrong',
      found: expect.stringContaining('redirects'),
    });
    expect(said('reached')?.state).toBe('ok');
  });

  test('refuses what it has had before is told so', async () => {
    await merchantThat(
      'forgetful',
      carefulThat((_, count) => (count > 1 ? { body: '3,null' } : undefined)),
    );
    const { inState, said } = await certify('forgetful');
    expect(inState('wrong')).toEqual(['success_again', 'success_late', 'full_refund']);
    expect(said('success_again')?.todo).toContain('verify answers OK');
  });

  test('cannot read a negative amount is told which callbacks it fails', async () => {
    await merchantThat(
      'positive',
      carefulThat(({ fields }) => (fields.gross?.startsWith('-') ? { status: 500 } : undefined)),
    );
    const { inState } = await certify('positive');
    expect(inState('wrong')).toEqual([
      'partial_refund',
      'partial_refund_again',
      'app_reverse',
      'refund_first',
      'full_refund',
      'reply_form',
    ]);
  });

  test('knows no other parameters is told so', async () => {
    await merchantThat(
      'strict',
      carefulThat(({ fields }) =>
        Object.keys(fields).length === 10 ? undefined : { status: 400, body: 'unknown parameter' },
      ),
    );
    const { inState } = await certify('strict');
    expect(inState('wrong')).toEqual(['extra_parameter']);
  });

  test('refuses a refund of an order that it has not heard to be paid may do so', async () => {
    const paid = new Set<string | undefined>();
    await merchantThat(
      'orderly',
      carefulThat(({ fields }) => {
        if (fields.status === 'SUCCESS') paid.add(fields.user_id);
        return paid.has(fields.user_id) ? undefined : { status: 409, body: 'not paid' };
      }),
    );
    const { inState, said } = await certify('orderly');
    expect(inState('wrong')).toEqual([]);
    expect(said('refund_first')?.found).toContain('409');
  });

  test('sends a byte order mark is forgiven, and told so', async () => {
    await merchantThat(
      'marked',
      carefulThat(({ fields }) => ({ body: `\ufeff3,${fields.user_id}` })),
    );
    const { exitCode, said } = await certify('marked');
    expect(exitCode).toBe(0);
    expect(said('reply_form')).toMatchObject({
      state: 'ok',
      todo: 'Save the source file as UTF-8 without BOM.',
    });
  });

  test('is not there is told so, and nothing else is tried', async () => {
    const callbackUrl = `http://127.0.0.1:${await freePort()}/callback`;
    await appWithSandbox(centre, { appId: 'absent', callbackUrl });
    const { exitCode, inState, said } = await certify('absent');
    expect(exitCode).toBe(1);
    expect(inState('wrong')).toEqual(['reached', 'success']);
    expect(said('reached')?.found).toContain('nothing listens there');
  });
});

describe('orders', () => {
  /** A shop that knows two orders of its own, and refuses every other. */
  const shop = (known: readonly string[]) =>
    carefulThat(({ fields }) => {
      const right = known.includes(fields.user_id ?? '') && fields.item === 'Kettle';
      return right ? undefined : { status: 404, body: 'no such order' };
    });

  test('that the shop does not know are no fault of it', async () => {
    await merchantThat('knowing', shop([]));
    const { exitCode, inState, said } = await certify('knowing');
    expect(exitCode).toBe(0);
    expect(inState('wrong')).toEqual([]);
    expect(said('success')).toMatchObject({
      state: 'untested',
      todo: expect.stringContaining('--order'),
    });
  });

  test('can be named, and are then paid for in the sandbox', async () => {
    await merchantThat('named', shop(['A-1', 'A-2']));
    const details = ['--gross', '0.10', '--currency', 'USD', '--item', 'Kettle'];
    const both = ['--order', 'A-1', '--order', 'A-2', ...details];
    const { inState } = await certify('named', ...both);
    expect(inState('wrong')).toEqual([]);
    expect(inState('untested')).toEqual(['tls']);
    await expect(certify('named', ...both)).rejects.toThrow(/^Order A-1 is paid/);
    await expect(certify('named', '--order', 'A-1')).rejects.toThrow(/belong together/);
  });
});

describe('certification refuses', () => {
  const refused = async (environment: Readonly<Record<string, string>>, appId: string) => {
    const ended = await paycenter(environment, 'certify', '--app', appId);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    return ended.stderr;
  };

  test('an app that is live, has no sandbox, or does not exist', async () => {
    const { db } = centre.running.centre;
    await appWithSandbox(centre, { appId: 'bare', callbackUrl: 'https://shop.example.com/n' });
    await disableChannel(centre.running.centre, 'bare', 'sandbox');
    expect(await refused(centre.environment, 'bare')).toMatch(/^bare has no sandbox [^\n]+\n$/);
    await setApp(db, 'bare', new Map([['mode', 'live']]));
    expect(await refused(centre.environment, 'bare')).toMatch(/^bare is live, [^\n]+\n$/);
    expect(await refused(centre.environment, 'nobody')).toContain('UNKNOWN_APP');
  });

  test('without a centre that runs', async () => {
    await appWithSandbox(centre, { appId: 'waiting', callbackUrl: 'https://shop.example.com/n' });
    const alone = { ...centre.environment, PAYCENTER_PORT: String(await freePort()) };
    expect(await refused(alone, 'waiting')).toMatch(/^PayCenter does not answer at [^\n]+\n$/);
    const empty = { PAYCENTER_DATA_DIR: '/nonexistent/paycenter' };
    expect(await refused(empty, 'waiting')).toMatch(/^PayCenter does not run on [^\n]+\n$/);
  });
});
