/** Which money of a payment is meant, where it was paid more than once. */
import { Select } from '@mantine/core';
import type { Attempt } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';

export function AttemptChoice(props: {
  readonly attempts: readonly Attempt[];
  readonly chosen: Attempt;
  readonly choose: (attempt: Attempt) => void;
}) {
  const { say } = useReading();
  const { attempts, chosen, choose } = props;
  if (attempts.length < 2) return null;
  return (
    <Select
      label={say('refund.which')}
      data={attempts.map(({ id, channel }) => ({ value: id, label: `${channel} · ${id}` }))}
      value={chosen.id}
      onChange={(id) => choose(attempts.find((each) => each.id === id) ?? chosen)}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
