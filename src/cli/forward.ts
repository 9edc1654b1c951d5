/** Follows the callbacks of an app as they are committed, and posts a copy of each somewhere else. */
import { createSender, type SendResult } from '../delivery/send.ts';
import { signCallback, signingKeys } from '../delivery/sign.ts';
import { parseCidrs } from '../delivery/target.ts';
import type { Centre } from '../flows/centre.ts';
import { unknownApp } from '../flows/find-app.ts';
import {
  type CallbackCopy,
  findCallbacksAfter,
  findNewestCallback,
} from '../store/callback-copies.ts';

/** Whoever runs this on a machine may send to any address that the machine reaches. */
const ANYWHERE = '0.0.0.0/0, ::/0';
const LOOK_EVERY_MS = 300;
const PAGE = 200;
/** A callback whose id is older than others may be committed after them, but not by so much. */
const OVERLAP_MS = 60_000;

export type Forwarded = { readonly callback: CallbackCopy; readonly result: SendResult };

export type ForwardOptions = {
  readonly appId: string;
  readonly url: string;
  readonly onForwarded: (forwarded: Forwarded) => void;
  /** The database does not answer; once for each time that it goes away. */
  readonly onLost: (error: unknown) => void;
};

/**
 * Begins with the callbacks that come from now on. What the app's own address is sent, and what becomes
 * of it, is not touched. The returned function ends it, after the post under way.
 */
export async function startForwarding(
  centre: Centre,
  options: ForwardOptions,
): Promise<{ stop(): Promise<void> }> {
  const { appId, url } = options;
  const next = await followCallbacks(centre, appId);
  const sender = createSender({ allowedNetworks: parseCidrs(ANYWHERE), connectionsPerOrigin: 1 });
  let stopping = false;
  let lost = false;

  async function look(): Promise<void> {
    for (const callback of await next()) {
      if (stopping) return;
      const headers = await signed(centre, appId, callback);
      const result = await sender.send({ url, body: callback.body, headers });
      options.onForwarded({ callback, result });
    }
  }

  const end = Promise.withResolvers<void>();
  async function lookAgainAndAgain(): Promise<void> {
    while (!stopping) {
      try {
        await look();
        lost = false;
      } catch (error) {
        if (!lost) options.onLost(error);
        lost = true;
      }
      await Promise.race([
        end.promise,
        new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS)),
      ]);
    }
  }

  const following = lookAgainAndAgain();
  return {
    async stop() {
      stopping = true;
      end.resolve();
      await following;
      await sender.close();
    },
  };
}

async function signed(
  centre: Centre,
  appId: string,
  callback: CallbackCopy,
): Promise<Readonly<Record<string, string>>> {
  const app = await centre.directory.app(appId);
  if (!app) throw unknownApp(appId);
  const nowMs = Date.now();
  return {
    ...signCallback({
      id: callback.eventId,
      timestampSeconds: Math.floor(nowMs / 1_000),
      body: callback.body,
      secrets: signingKeys(app, nowMs),
    }),
  };
}

/** Gives, at each call, the callbacks that have appeared since the last one, each once. */
async function followCallbacks(
  { db, directory }: Centre,
  appId: string,
): Promise<() => Promise<readonly CallbackCopy[]>> {
  if (!(await directory.app(appId))) throw unknownApp(appId);
  /** Everything up to here has been seen, or was there before. */
  let floor = await findNewestCallback(db, appId);
  const seenAtMs = new Map<string, number>();
  return async () => {
    const nowMs = performance.now();
    const fresh: CallbackCopy[] = [];
    for (let after = floor; ; ) {
      const page = await findCallbacksAfter(db, { appId, after, limit: PAGE });
      fresh.push(...page.filter(({ id }) => !seenAtMs.has(id)));
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    for (const { id } of fresh) seenAtMs.set(id, nowMs);
    for (const [id, atMs] of seenAtMs) {
      if (atMs > nowMs - OVERLAP_MS) continue;
      seenAtMs.delete(id);
      if (id > floor) floor = id;
    }
    return fresh;
  };
}
