/** The last case: what was kept of all the others shows neither a secret nor the payer. */
import { expect, test } from 'vitest';
import type { Cases } from './cases.ts';

/** Shorter ones would be found in innocent words. */
const SECRET_LENGTH_MIN = 6;

export function keptInTheOpen({ channel, stage }: Cases): void {
  test('no transcript and no line of the log shows a secret, or who has paid', async () => {
    const { test: centre } = stage();
    const { db, channels, directory } = centre.running.centre;
    const app = await directory.app('shop');
    const rules = channels.get(channel.adapter)?.settings ?? {};
    const secrets = Object.entries(app?.accounts[0]?.settings ?? {})
      .filter(([key, value]) => rules[key]?.secret && value.length >= SECRET_LENGTH_MIN)
      .map(([, value]) => value);
    const notices = await db.selectFrom('notices').select('transcript').execute();
    const calls = await db.selectFrom('channel_calls').selectAll().execute();
    const kept = JSON.stringify([notices, calls, centre.logged]);
    expect(notices.length).toBeGreaterThan(0);
    // Whoever can be asked was asked in some case, and that has left its trace.
    if (channel.lacks.query === undefined) expect(calls.length).toBeGreaterThan(0);
    for (const private_ of [...secrets, channel.payerEmail ?? 'payer@']) {
      expect(kept).not.toContain(private_);
    }
  });
}
