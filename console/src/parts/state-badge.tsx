/** A state by icon, word and colour: any one of them alone says it. */
import { useTexts } from '../texts/language.tsx';
import type { Texts } from '../texts/texts.ts';
import { Icon, type IconName } from './icon.tsx';

type Meaning = 'paid' | 'waiting' | 'failed' | 'test' | 'quiet';
export type StateWord = keyof Texts['states'];

const LOOKS: Readonly<Record<StateWord, readonly [Meaning, IconName]>> = {
  created: ['quiet', 'dash'],
  started: ['quiet', 'dash'],
  pending: ['waiting', 'clock'],
  paid: ['paid', 'check'],
  failed: ['failed', 'cross'],
  refused: ['failed', 'cross'],
  canceled: ['quiet', 'cross'],
  expired: ['quiet', 'clock'],
  review: ['waiting', 'eye'],
  requested: ['waiting', 'clock'],
  sent: ['waiting', 'clock'],
  succeeded: ['paid', 'check'],
  unknown: ['waiting', 'warning'],
  open: ['waiting', 'warning'],
  won: ['paid', 'check'],
  lost: ['failed', 'cross'],
  closed: ['quiet', 'dash'],
  reversed: ['failed', 'back'],
  waiting: ['waiting', 'clock'],
  acknowledged: ['paid', 'check'],
  up: ['paid', 'check'],
  failing: ['waiting', 'warning'],
  down: ['failed', 'cross'],
  unused: ['quiet', 'dash'],
  approved: ['paid', 'check'],
  rejected: ['failed', 'cross'],
  done: ['paid', 'check'],
  active: ['paid', 'check'],
  invited: ['waiting', 'clock'],
  disabled: ['quiet', 'cross'],
  revoked: ['failed', 'cross'],
  ok: ['paid', 'check'],
  warning: ['waiting', 'warning'],
  faulty: ['failed', 'warning'],
  unanswered: ['failed', 'cross'],
};

export function StateBadge({ state }: { readonly state: StateWord }) {
  const t = useTexts();
  const [meaning, icon] = LOOKS[state];
  return (
    <span className={`state state-${meaning}`}>
      <Icon name={icon} size={14} />
      {t.states[state]}
    </span>
  );
}

/** The colour and drawing of a state, for where there is no room for the word. */
export function lookOf(state: StateWord): readonly [Meaning, IconName] {
  return LOOKS[state];
}

/** Stands on everything that is play money, always. */
export function TestMark() {
  const t = useTexts();
  return (
    <span className="state state-test">
      <Icon name="flask" size={14} />
      {t.parts.test}
    </span>
  );
}
