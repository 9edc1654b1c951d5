/** What shops were told, what they answered, and which of their addresses do not work. */
import { Button, Chip, Group, Pill } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import { useMay } from '../../api/session.tsx';
import type { CallbackLine } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { Page } from '../../parts/page.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';
import { Addresses } from './addresses.tsx';
import { ResendDialog } from './resend-dialog.tsx';
import { CALLBACK_STATES } from './search.ts';

function columnsOf(t: Texts): readonly Column<CallbackLine>[] {
  return [
    { key: 'state', head: t.callbacks.state, cell: ({ state }) => <StateBadge state={state} /> },
    { key: 'status', head: t.callbacks.status, cell: ({ status }) => status },
    {
      key: 'order',
      head: t.callbacks.order,
      cell: ({ id, order_id }) => (
        <Link to="/callbacks/$callbackId" params={{ callbackId: id }} className="row-link mono">
          {order_id}
        </Link>
      ),
    },
    {
      key: 'gross',
      head: t.payments.amount,
      isNumber: true,
      wideOnly: true,
      cell: ({ gross }) => <MoneyText money={gross} />,
    },
    {
      key: 'sends',
      head: t.callbacks.sends,
      isNumber: true,
      wideOnly: true,
      cell: ({ sends, sends_max }) => t.callbacks.sendsOf(sends, sends_max),
    },
    {
      key: 'error',
      head: t.callbacks.lastError,
      wideOnly: true,
      cell: ({ last_error }) => last_error,
    },
    {
      key: 'created',
      head: t.payments.created,
      wideOnly: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

export function CallbacksPage() {
  const t = useTexts();
  const may = useMay();
  const app = useChosenApp();
  const navigate = useNavigate();
  const search = useSearch({ from: '/callbacks' });
  const { state, endpoint } = search;
  const [isResending, resending] = useDisclosure();
  const filter = {
    ...(app === undefined ? {} : { app_id: app }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const query = { ...filter, ...(state === undefined ? {} : { state }) };
  const list = useRows(['callbacks', query], (cursor) =>
    answerOf(api.GET('/callbacks', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page
      title={t.nav.callbacks}
      actions={
        may('callbacks:resend') && (
          <Button variant="default" size="xs" onClick={resending.open}>
            {t.callbacks.resendAll}
          </Button>
        )
      }
    >
      <Addresses app={app} />
      <Group gap="xs">
        <Chip.Group
          value={state ?? 'all'}
          onChange={(value) =>
            void navigate({
              to: '/callbacks',
              search: { ...search, state: CALLBACK_STATES.find((each) => each === value) },
            })
          }
        >
          {(['all', ...CALLBACK_STATES] as const).map((each) => (
            <Chip key={each} value={each} size="xs" variant="outline">
              {each === 'all' ? t.callbacks.all : t.states[each]}
            </Chip>
          ))}
        </Chip.Group>
        {endpoint && (
          <Pill
            withRemoveButton
            onRemove={() =>
              void navigate({
                to: '/callbacks',
                search: { ...search, endpoint: undefined },
              })
            }
            removeButtonProps={{ 'aria-label': t.payments.removeFilter(endpoint), tabIndex: 0 }}
          >
            {endpoint}
          </Pill>
        )}
      </Group>
      <RowsCard
        label={t.nav.callbacks}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ id }) => id}
        onOpen={({ id }) =>
          void navigate({ to: '/callbacks/$callbackId', params: { callbackId: id } })
        }
        empty={<Empty title={t.callbacks.none} todo={t.callbacks.noneTodo} />}
      />
      {isResending && <ResendDialog filter={filter} close={resending.close} />}
    </Page>
  );
}
