/** 控制台的中文。 */
import type { Words } from './en.ts';
import { apps } from './zh/apps.ts';
import { callbacks } from './zh/callbacks.ts';
import { frame } from './zh/frame.ts';
import { home } from './zh/home.ts';
import { ledger } from './zh/ledger.ts';
import { payments } from './zh/payments.ts';
import { people } from './zh/people.ts';
import { problems } from './zh/problems.ts';

export const zh: Words = {
  ...frame,
  ...home,
  ...payments,
  ...callbacks,
  ...apps,
  ...ledger,
  ...people,
  ...problems,
};
