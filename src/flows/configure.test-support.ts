/** A database of one's own with a channel that has every kind of setting, for tests of the configuration. */
import { randomBytes } from 'node:crypto';
import { createTestDatabase } from '../../test/database.ts';
import type { ChannelAdapter } from '../domain/channel.ts';
import { Refusal } from '../errors.ts';
import { createSealer } from '../sealing.ts';
import { openDatabase } from '../store/database.ts';

/** A channel that is only spoken of: it has settings, and nobody pays through it. */
export function speechlessChannel(
  name: string,
  rest: Partial<Pick<ChannelAdapter, 'capabilities' | 'settings'>> = {},
): ChannelAdapter {
  const silent = () => {
    throw new Error(`${name} is not spoken to.`);
  };
  return {
    name,
    capabilities: { currencies: 'all', refund: 'none', disputes: false, alwaysTest: false },
    settings: {},
    start: silent,
    verifyNotice: silent,
    readNotice: silent,
    query: silent,
    scrub: silent,
    ...rest,
  };
}

const till = speechlessChannel('till', {
  capabilities: {
    currencies: ['USD', 'EUR', 'JPY'],
    refund: 'none',
    disputes: false,
    alwaysTest: false,
  },
  settings: {
    till_secret: { about: 'Signs its notices.', secret: true, required: true },
    certificate: { about: 'Vouches for it.' },
    drawer: {
      about: 'Which one.',
      check: (value) => (/^\d+$/.test(value) ? undefined : 'drawer is a number.'),
    },
    shift: { about: 'Made by itself.', generate: () => randomBytes(4).toString('hex') },
  },
});

const toy = speechlessChannel('toy', {
  capabilities: { currencies: 'all', refund: 'none', disputes: false, alwaysTest: true },
});

/** What configuration flows need, on a database of its own. */
export async function openTestOffice() {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url, connectionMax: 4, onError: () => undefined });
  return {
    db,
    sealer: createSealer([randomBytes(32)]),
    channels: new Map([till, toy].map((adapter) => [adapter.name, adapter])),
    publicUrl: 'https://pay.example.com',
    async close() {
      await db.destroy();
      await database.drop();
    },
  };
}

export type TestOffice = Awaited<ReturnType<typeof openTestOffice>>;

/** What a flow refuses with: its code and its sentence. */
export async function refusalOf(
  attempt: Promise<unknown>,
): Promise<{ code: string; parameter: string | undefined; message: string }> {
  const outcome = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Refusal)) throw outcome ?? new Error('Nothing was refused.');
  return { code: outcome.code, parameter: outcome.parameter, message: outcome.message };
}
