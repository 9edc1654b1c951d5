/** Everything that the console says, in English. Other languages have the same keys. */
import { apps } from './en/apps.ts';
import { callbacks } from './en/callbacks.ts';
import { frame } from './en/frame.ts';
import { home } from './en/home.ts';
import { ledger } from './en/ledger.ts';
import { payments } from './en/payments.ts';
import { people } from './en/people.ts';
import { problems } from './en/problems.ts';

export const en = {
  ...frame,
  ...home,
  ...payments,
  ...callbacks,
  ...apps,
  ...ledger,
  ...people,
  ...problems,
};

export type Key = keyof typeof en;
export type Words = Readonly<Record<Key, string>>;
