/** Which columns the list has, as the reader likes it. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useReading } from '../../i18n/language.tsx';
import type { Column } from '../../parts/data-list.tsx';
import { useKept } from '../../parts/kept.ts';

const USUAL = ['order', 'state', 'amount', 'channel', 'payer', 'app', 'created'];

export function useColumns(all: readonly string[]) {
  const [kept, keep] = useKept<readonly string[]>('payment-columns', USUAL);
  const shown = all.filter((key) => kept.includes(key));
  return [shown.length > 0 ? shown : USUAL, keep] as const;
}

export function ColumnChoice<Row>(props: {
  readonly columns: readonly Column<Row>[];
  readonly shown: readonly string[];
  readonly choose: (shown: readonly string[]) => void;
}) {
  const { say } = useReading();
  const { shown, choose } = props;
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={16} aria-hidden />}>
          {say('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('columns')}>
        <Stack gap="xs">
          {props.columns.map(({ key, label }) => (
            <Checkbox
              key={key}
              label={label}
              checked={shown.includes(key)}
              // The first one is the way to the payment.
              disabled={key === 'order'}
              onChange={({ currentTarget: { checked } }) =>
                choose(checked ? [...shown, key] : shown.filter((each) => each !== key))
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
