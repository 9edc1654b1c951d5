/** A meaning: a colour, an icon and a word, so that none has to be guessed by its colour. */
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconFlask,
  type IconProps,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useSay, wordOf } from '../i18n/language.tsx';

export type Meaning = 'paid' | 'waiting' | 'failed' | 'test' | 'quiet';

const ICONS: Readonly<Record<Meaning, ComponentType<IconProps>>> = {
  paid: IconCheck,
  waiting: IconClock,
  failed: IconX,
  test: IconFlask,
  quiet: IconCircleDashed,
};

export function Mark(props: {
  readonly meaning: Meaning;
  readonly children: ReactNode;
  readonly icon?: ComponentType<IconProps>;
}) {
  const Icon = props.icon ?? ICONS[props.meaning];
  return (
    <span className={`mark meaning-${props.meaning}`}>
      <Icon size={14} aria-hidden />
      {props.children}
    </span>
  );
}

/** What each state of a thing means. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  paid: 'paid',
  succeeded: 'paid',
  acknowledged: 'paid',
  won: 'paid',
  active: 'paid',
  up: 'paid',
  ok: 'paid',
  done: 'paid',
  enabled: 'paid',
  pending: 'waiting',
  review: 'waiting',
  waiting: 'waiting',
  waits: 'waiting',
  requested: 'waiting',
  approved: 'waiting',
  sent: 'waiting',
  open: 'waiting',
  unknown: 'waiting',
  warning: 'waiting',
  failing: 'waiting',
  invited: 'waiting',
  failed: 'failed',
  refused: 'failed',
  rejected: 'failed',
  lost: 'failed',
  down: 'failed',
  reversed: 'failed',
  revoked: 'failed',
};

/** The state of a payment, a refund, a callback, …: `of` is the first part of its words. */
export function StateMark({ of, state }: { readonly of: string; readonly state: string }) {
  const say = useSay();
  const icon = state === 'review' || state === 'unknown' ? { icon: IconAlertTriangle } : {};
  return (
    <Mark meaning={MEANINGS[state] ?? 'quiet'} {...icon}>
      {wordOf(say, of, state)}
    </Mark>
  );
}

/** On everything that is play money. */
export function TestMark() {
  const say = useSay();
  return <Mark meaning="test">{say('test')}</Mark>;
}
