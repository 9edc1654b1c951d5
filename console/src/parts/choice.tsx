/** One state of several, or all: chips that are a radio group. */
import { Chip, Group } from '@mantine/core';
import { useReading, wordOf } from '../i18n/language.tsx';

const ALL = '';

export function StateChoice<State extends string>(props: {
  /** The first part of the words, as `refund` in `refund.sent`. */
  readonly of: string;
  readonly states: readonly State[];
  readonly chosen: State | undefined;
  readonly choose: (state: State | undefined) => void;
}) {
  const { say } = useReading();
  return (
    <Chip.Group
      value={props.chosen ?? ALL}
      onChange={(value) => props.choose(value === ALL ? undefined : (value as State))}
    >
      <Group gap="xs" role="radiogroup" aria-label={say('state')}>
        <Chip value={ALL}>{say('all')}</Chip>
        {props.states.map((state) => (
          <Chip key={state} value={state}>
            {wordOf(say, props.of, state)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
