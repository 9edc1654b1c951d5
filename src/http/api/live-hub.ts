/** Live updates: one look at the database a second, shared by all who listen, and none while nobody does. */
import { PassThrough, type Readable } from 'node:stream';
import { type Apps, seesApp } from '../../domain/access.ts';
import type { Log } from '../../log.ts';
import { type Changes, readChanges } from '../../store/changes.ts';
import type { Db } from '../../store/database.ts';
import { findLivingSessions } from '../../store/sessions.ts';

export type Listener = {
  readonly apps: Apps;
  /** One app alone. */
  readonly appId: string | undefined;
  /** Payments whose page is open: told of whatever changes, however old they are. */
  readonly watched: readonly string[];
  /** Listening ends with it; undefined for a key, which has to come again now and then. */
  readonly sessionId: string | undefined;
};

export type LiveHub = {
  /** A stream of server-sent events, which ends when the session does, or the server. */
  listen(listener: Listener): Readable;
  close(): void;
};

const LOOK_EVERY_MS = 1_000;
/** Ids are made a moment before their rows can be seen. */
const LOOK_BACK_MS = 5_000;
const CHECK_SESSIONS_EVERY_MS = 15_000;
const KEY_LISTENS_MS = 5 * 60_000;
const TOLD_MAX = 100;
const WAITING_BYTES_MAX = 256 * 1024;

type Open = Listener & { readonly stream: PassThrough; readonly endsAtMs: number };

export function createLiveHub({ db, log }: { db: Db; log: Log }): LiveHub {
  const open = new Set<Open>();
  let seen = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let lookedAtMs = 0;
  let checkedAtMs = 0;

  function end(each: Open): void {
    open.delete(each);
    each.stream.end();
    if (open.size === 0 && timer) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const nowMs = Date.now();
      const watched = [...new Set([...open].flatMap((each) => each.watched))];
      const changes = await readChanges(db, lookedAtMs - LOOK_BACK_MS, watched);
      const news = newsOf(changes, seen);
      seen = news.seen;
      lookedAtMs = nowMs;
      for (const each of [...open]) tell(each, news.changes, news.configured);
      await endSessions(nowMs);
    } catch (error) {
      log.warn({ err: error }, 'live updates wait for the database');
    } finally {
      looking = false;
    }
  }

  async function endSessions(nowMs: number): Promise<void> {
    for (const each of [...open]) if (nowMs > each.endsAtMs) end(each);
    if (nowMs - checkedAtMs < CHECK_SESSIONS_EVERY_MS) return;
    checkedAtMs = nowMs;
    const ids = [...open].flatMap(({ sessionId }) => sessionId ?? []);
    const living = await findLivingSessions(db, ids);
    for (const each of [...open]) {
      if (each.sessionId !== undefined && !living.has(each.sessionId)) end(each);
    }
  }

  function begin(): void {
    lookedAtMs = Date.now();
    seen = new Map();
    timer = setInterval(() => void look(), LOOK_EVERY_MS);
  }

  return {
    listen(listener) {
      const endsAtMs = listener.sessionId === undefined ? Date.now() + KEY_LISTENS_MS : Infinity;
      const each: Open = { ...listener, endsAtMs, stream: new PassThrough() };
      each.stream.on('close', () => end(each));
      each.stream.write('retry: 2000\n\n');
      open.add(each);
      if (!timer) begin();
      return each.stream;
    },
    close() {
      for (const each of [...open]) end(each);
    },
  };
}

type News = {
  readonly changes: Pick<Changes, 'payments' | 'callbacks'>;
  readonly configured: boolean;
  /** What there was at this look: looking back then tells nothing twice. */
  readonly seen: Map<string, string>;
};

/** What is different from what was seen at the last look. */
function newsOf(changes: Changes, before: ReadonlyMap<string, string>): News {
  const seen = new Map<string, string>();
  const isNew = (key: string, state: string) => {
    seen.set(key, state);
    return before.get(key) !== state;
  };
  const payments = changes.payments.filter(({ trans_id: id, version }) =>
    isNew(id, String(version)),
  );
  const callbacks = changes.callbacks.filter(({ id, state, sends }) =>
    isNew(id, `${state} ${sends}`),
  );
  const configured =
    isNew('configuration', String(changes.configuration)) && before.has('configuration');
  return { changes: { payments, callbacks }, configured, seen };
}

function tell(each: Open, changes: News['changes'], configured: boolean): void {
  const { apps, appId, stream } = each;
  const mine = (row: { readonly app_id: string }) =>
    seesApp(apps, row.app_id) && (appId === undefined || appId === row.app_id);
  const payments = changes.payments.filter(mine);
  const callbacks = changes.callbacks.filter(mine);
  const quiet = payments.length === 0 && callbacks.length === 0 && !configured;
  // A comment now and then shows both ends, and what lies between them, that the line is alive.
  if (quiet) {
    write(stream, ':\n\n');
    return;
  }
  const lists = [
    ...(payments.length > 0 ? ['payments', 'refunds', 'disputes'] : []),
    ...(callbacks.length > 0 ? ['callbacks'] : []),
    ...(configured ? ['configuration'] : []),
  ];
  const changed = {
    at: new Date().toISOString(),
    payments: payments.slice(0, TOLD_MAX).map(({ trans_id, app_id }) => ({ trans_id, app_id })),
    callbacks: callbacks
      .slice(0, TOLD_MAX)
      .map(({ id, payment, app_id }) => ({ id, payment, app_id })),
    lists,
    more: payments.length > TOLD_MAX || callbacks.length > TOLD_MAX,
  };
  write(stream, `event: changed\ndata: ${JSON.stringify(changed)}\n\n`);
}

/** Whoever does not read is let go, and comes again. */
function write(stream: PassThrough, text: string): void {
  if (stream.writableLength > WAITING_BYTES_MAX) stream.destroy();
  else stream.write(text);
}
