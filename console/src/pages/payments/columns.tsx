/** The columns of the list, and which of them the reader wants to see. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PaymentLine } from '../../api/shapes.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { StateBadge, TestMark } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

const KEPT_AS = 'paycenter.payments.columns';
/** Without these, a row could not be told from another. */
const ALWAYS = ['order', 'gross', 'state'];
const AT_FIRST = [...ALWAYS, 'item', 'channel', 'payer', 'created'];

function columnsOf(t: Texts): readonly Column<PaymentLine>[] {
  return [
    { key: 'state', head: t.payments.state, cell: State },
    { key: 'gross', head: t.payments.amount, isNumber: true, cell: Gross },
    { key: 'order', head: t.payments.order, cell: Order },
    { key: 'item', head: t.payments.item, wideOnly: true, cell: ({ item }) => item },
    { key: 'channel', head: t.payments.channel, wideOnly: true, cell: ({ channel }) => channel },
    { key: 'payer', head: t.payments.payer, wideOnly: true, cell: (row) => row.payer_email },
    { key: 'app', head: t.payments.app, wideOnly: true, cell: ({ app_id }) => app_id },
    {
      key: 'trans',
      head: t.payments.transId,
      wideOnly: true,
      cell: ({ trans_id }) => <span className="mono">{trans_id}</span>,
    },
    {
      key: 'paid',
      head: t.payments.paidAt,
      wideOnly: true,
      cell: ({ paid_at }) => paid_at && <TimeText at={paid_at} />,
    },
    {
      key: 'created',
      head: t.payments.created,
      wideOnly: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

function Gross({ gross }: PaymentLine) {
  return <MoneyText money={gross} />;
}

function Order({ order_id, trans_id }: PaymentLine) {
  return (
    <Link to="/payments/$transId" params={{ transId: trans_id }} className="row-link mono">
      {order_id}
    </Link>
  );
}

function State({ state, test, alerts }: PaymentLine) {
  return (
    <span className="copy-id">
      <StateBadge state={state} />
      {test && <TestMark />}
      {alerts.length > 0 && <Alerts alerts={alerts} />}
    </span>
  );
}

function Alerts({ alerts }: Pick<PaymentLine, 'alerts'>) {
  const t = useTexts();
  const text = alerts.map((each) => t.alerts[each]).join(' ');
  return (
    <span className="state state-failed" title={text}>
      <Icon name="warning" size={14} />
      {t.payments.look}
    </span>
  );
}

type Columns = {
  readonly all: readonly Column<PaymentLine>[];
  readonly shown: readonly Column<PaymentLine>[];
  readonly toggle: (key: string) => void;
};

export function useColumns(): Columns {
  const t = useTexts();
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEPT_AS)?.split(',') ?? AT_FIRST);
  const all = columnsOf(t);
  return {
    all,
    shown: all.filter(({ key }) => ALWAYS.includes(key) || chosen.includes(key)),
    toggle(key) {
      const next = chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key];
      localStorage.setItem(KEPT_AS, next.join(','));
      setChosen(next);
    },
  };
}

export function ColumnMenu({ columns }: { readonly columns: Columns }) {
  const t = useTexts();
  return (
    <Popover position="bottom-end" withArrow={false}>
      <Popover.Target>
        <Button variant="default" size="xs" visibleFrom="sm">
          {t.payments.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {columns.all
            .filter(({ key }) => !ALWAYS.includes(key))
            .map(({ key, head }) => (
              <Checkbox
                key={key}
                label={head}
                checked={columns.shown.some((each) => each.key === key)}
                onChange={() => columns.toggle(key)}
              />
            ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
