/**
 * Fills a database as years of business would: `DATABASE_URL=… PAYCENTER_MASTER_KEY=… node bench/fill.ts
 * 5000000` makes five million payments of the last ninety days with all that belongs to them, a day at a
 * time, by statements over whole sets. For trying out what is fast enough; never where anything counts.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { createChannels } from '../src/channels/registry.ts';
import { readConfig } from '../src/config.ts';
import { createApp } from '../src/flows/configure-app.ts';
import { setChannel } from '../src/flows/configure-channel.ts';
import { createSealer, type Sealer } from '../src/sealing.ts';
import { openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { countStatistics } from '../src/store/statistics-count.ts';

const DAY_MS = 86_400_000;
const IDLE_TURNS = 5;

/** How much of the business each has, in thousandths; the last ones are rare, as in life. */
const CHANNELS = {
  paypal: 450,
  stripe: 299,
  moneybookers: 150,
  alipay: 80,
  wechatpay: 20,
  rare: 1,
};
const CURRENCIES = { USD: 600, EUR: 200, GBP: 90, JPY: 70, CNY: 39, KWD: 1 };

export type Plan = {
  readonly payments: number;
  readonly days: number;
  readonly apps: number;
  readonly onDay?: (done: number) => void;
};

/** Makes the apps and their payments; the database is migrated first. */
export async function fill(url: string, sealer: Sealer, plan: Plan): Promise<void> {
  await makeApps(url, sealer, plan.apps);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set synchronous_commit = off; set work_mem = "256MB"');
    await client.query(ID_AT);
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const perDay = Math.ceil(plan.payments / plan.days);
    for (let day = plan.days - 1; day >= 0; day -= 1) {
      const fromMs = today - day * DAY_MS;
      const toMs = Math.min(fromMs + DAY_MS, Date.now() - 1_000);
      for (const statement of statementsOfDay(fromMs, toMs, perDay)) await client.query(statement);
      plan.onDay?.((plan.days - day) * perDay);
    }
    await client.query('analyze');
  } finally {
    await client.end();
  }
  await vacuum(url);
  await count(url);
}

/**
 * Figures and sums, as housekeeping would have made them meanwhile. A server beside this one takes turns,
 * and while it counts there is nothing to do here: so only several such turns say that all is counted.
 */
async function count(url: string): Promise<void> {
  const db = openDatabase({ url, connectionMax: 1, onError: () => undefined });
  try {
    const plan = { restFactor: 0, restMsMin: 0, budgetMs: 60_000 };
    for (let idle = 0; idle < IDLE_TURNS; ) {
      idle = (await countStatistics(db, plan)) ? 0 : idle + 1;
      if (idle > 0) await setTimeout(1_000);
    }
  } finally {
    await db.destroy();
  }
}

/** As it would have been done by and by. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum (analyze)');
  await client.end();
}

async function makeApps(url: string, sealer: Sealer, apps: number): Promise<void> {
  const db = openDatabase({ url, connectionMax: 2, onError: () => undefined });
  try {
    await migrate(db);
    const channels = createChannels({ bankUrl: () => 'http://127.0.0.1:9' });
    const office = { db, sealer, channels };
    for (let number = 1; number <= apps; number += 1) {
      const appId = `shop-${number}`;
      const callbackUrl = `https://shop-${number}.example.com/callback`;
      await createApp(office, { appId, name: `Shop ${number}`, callbackUrl });
      for (const name of Object.keys(CHANNELS)) {
        await setChannel(office, appId, `sandbox:${name}`, new Map());
      }
    }
  } finally {
    await db.destroy();
  }
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id of this millisecond, as src/domain/id.ts makes them: time first, then chance. */
const ID_AT = `create function pg_temp.id_at(ms bigint) returns text language sql volatile as $$
  select ${Array.from({ length: 10 }, (_, place) => `substr('${ALPHABET}', (((ms << 2) >> ${45 - 5 * place}) & 31)::int + 1, 1)`).join(' || ')}
    || substr(md5(random()::text), 1, 22) $$`;

/** One of the names, as often as its thousandths say. */
function pick(table: Readonly<Record<string, number>>, chance: string): string {
  let upTo = 0;
  const cases = Object.entries(table).map(([name, share]) => {
    upTo += share;
    return `when ${chance} * 1000 < ${upTo} then '${name}'`;
  });
  return `case ${cases.join(' ')} end`;
}

/** The statements that make a day: its payments in a table of their own, then all that came of each. */
function statementsOfDay(fromMs: number, toMs: number, payments: number): readonly string[] {
  return [
    'drop table if exists pg_temp.day',
    `create temporary table day as
    select pg_temp.id_at(ms) as id, pg_temp.id_at(ms) as attempt_id, pg_temp.id_at(ms + 40000) as notice_id,
      pg_temp.id_at(ms + 40000) as event_id, pg_temp.id_at(ms + 40000) as callback_id, ms,
      to_timestamp(ms / 1000.0) as at, 'shop-' || app as app_id, ${pick(CHANNELS, 'by')} as channel,
      ${pick(CURRENCIES, 'in_what')} as currency, minor,
      case when chance < 0.62 then 'paid' when chance < 0.87 then 'created' when chance < 0.95 then 'failed'
        when chance < 0.98 then 'canceled' when chance < 0.9994 then 'expired'
        when chance < 0.9999 then 'pending' else 'review' end as state,
      'payer' || (random() * 2000000)::int || '@example.com' as payer, random() as fate
    from (
      select ${fromMs} + (n * ${(toMs - fromMs) / payments})::bigint as ms, random() as chance,
        1 + floor(20 * power(random(), 3))::int as app,
        random() as by, random() as in_what,
        (50 + 20000 * power(random(), 4))::bigint as minor
      from generate_series(0, ${payments - 1}) n offset 0) made`,
    `alter table day add account_id text`,
    `update day set account_id = a.id from channel_accounts a
      where a.app_id = day.app_id and a.public_name = day.channel`,
    `insert into payments (id, app_id, order_id, fingerprint, item, gross_minor, currency, state, channel,
      test, payer_email, alerts, version, created_at, paid_at)
    select id, app_id, 'order-' || id, decode(md5(id), 'hex'), 'A thing of some use', minor, currency,
      state, channel, fate < 0.02, case when state in ('paid', 'review') then payer end,
      case when state = 'review' then array['amount_mismatch'] else '{}' end,
      (state <> 'created')::int, at, case when state = 'paid' then at + interval '40 s' end
    from day order by id`,
    `insert into attempts (id, payment_id, account_id, channel, channel_reference, channel_transaction,
      state, received_minor, received_currency, fee_minor, test, created_at)
    select attempt_id, id, account_id, channel, 'ref-' || attempt_id,
      case when state in ('paid', 'review') then 'txn-' || attempt_id end,
      case state when 'created' then 'started' else state end,
      case state when 'paid' then minor when 'review' then minor - 1 end,
      case when state in ('paid', 'review') then currency end,
      case when state = 'paid' then minor / 30 end, fate < 0.02, at
    from day order by attempt_id`,
    `insert into notices (id, account_id, notice_key, payment_id, reference, source, effect, facts,
      transcript, received_at)
    select notice_id, account_id, notice_id, id, attempt_id, 'notice', 'applied',
      jsonb_build_array(jsonb_build_object('kind', state)), 'type: ' || state, at + interval '40 s'
    from day where state <> 'created' order by notice_id`,
    ...statementsOfPaid(),
    ...statementsOfReturns(),
  ];
}

function statementsOfPaid(): readonly string[] {
  return [
    `insert into events (id, payment_id, app_id, trans_id, order_id, status, gross_minor, currency,
      channel, cause, recorded_at, created_at)
    select event_id, id, app_id, id, 'order-' || id, 'SUCCESS', minor, currency, channel, 'paid', at,
      at + interval '40 s'
    from day where state = 'paid' order by event_id`,
    `insert into callbacks (id, event_id, payment_id, app_id, url, endpoint, turn, body, order_id,
      delays_seconds, state, sends, next_at, last_error, created_at, ended_at)
    select callback_id, event_id, id, app_id, 'https://' || app_id || '.example.com/callback',
      'https://' || app_id || '.example.com', 1000,
      'trans_id=' || id || '&user_id=order-' || id || '&status=SUCCESS', 'order-' || id, '{60,600}',
      case when fate > 0.99 then 'failed' else 'acknowledged' end, case when fate > 0.99 then 3 else 1 end,
      at, case when fate > 0.99 then 'timeout: no reply came' end, at + interval '40 s',
      at + case when fate > 0.99 then interval '12 min' else interval '41 s' end
    from day where state = 'paid' order by callback_id`,
    `insert into callback_sends (callback_id, number, url, address, outcome, status_code, reply, why,
      latency_ms, sent_at)
    select callback_id, n, 'https://' || app_id || '.example.com/callback', '203.0.113.7',
      case when fate > 0.99 then 'failed' else 'acknowledged' end,
      case when fate > 0.99 then null else 200 end, null,
      case when fate > 0.99 then 'timeout: no reply came' end, 85,
      at + interval '41 s' * n
    from day cross join lateral generate_series(1, case when fate > 0.99 then 3 else 1 end) n
    where state = 'paid' order by callback_id`,
    `insert into transfers (id, payment_id, attempt_id, app_id, account_id, kind, debit, credit,
      amount_minor, currency, payment_version, booked_at)
    select pg_temp.id_at(ms + 40000), id, attempt_id, app_id, account_id, k.kind, k.debit, k.credit,
      case k.kind when 'fee' then minor / 30 else minor end, currency, 1, at + interval '40 s'
    from day cross join (values ('collected', 'receivable', 'payable'), ('fee', 'fees', 'receivable'))
      as k(kind, debit, credit)
    where state = 'paid' order by id`,
  ];
}

/** What went back: of each hundred that were paid, three were refunded, and of a thousand two disputed. */
function statementsOfReturns(): readonly string[] {
  return [
    `insert into refunds (id, payment_id, attempt_id, channel_refund, gross_minor, state, origin,
      created_at, said_at)
    select pg_temp.id_at(ms + 3600000), id, attempt_id, 're-' || id, minor, 'succeeded', 'operator',
      at + interval '1 h', at + interval '1 h'
    from day where state = 'paid' and fate between 0.5 and 0.53`,
    `insert into transfers (id, payment_id, attempt_id, app_id, account_id, kind, debit, credit,
      amount_minor, currency, payment_version, booked_at)
    select pg_temp.id_at(ms + 3600000), id, attempt_id, app_id, account_id, 'refunded', 'refunded',
      'receivable', minor, currency, 2, at + interval '1 h'
    from day where state = 'paid' and fate between 0.5 and 0.53`,
    `insert into disputes (id, payment_id, attempt_id, channel_dispute, gross_minor, state, reason, due_at,
      created_at, said_at)
    select pg_temp.id_at(ms + 7200000), id, attempt_id, 'case-' || id, minor,
      case when fate < 0.6004 then 'open' when fate < 0.6012 then 'won' else 'lost' end, 'not received',
      at + interval '10 days', at + interval '2 h', at + interval '2 h'
    from day where state = 'paid' and fate between 0.6 and 0.602`,
  ];
}

if (process.argv[1] === import.meta.filename) {
  const payments = Number(process.argv[2] ?? '100000');
  const config = readConfig(process.env);
  const url = config.databaseUrl;
  if (url === undefined) throw new Error('Set DATABASE_URL: the embedded one is for payments.');
  const keys = config.masterKeys.length > 0 ? config.masterKeys : [randomBytes(32)];
  await fill(url, createSealer([...keys]), {
    ...{ payments, days: 90, apps: 20 },
    onDay: (done) => console.log(`${done} payments`),
  });
}
