/** What merchants are told, and whether they have heard it. */
import { Button, Group } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { Callback } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { StateChoice } from '../../parts/choice.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { useUsualColumns } from '../../parts/usual-columns.tsx';
import { usePages } from '../../query/pages.ts';
import { dayBegins, given } from '../../query/search.ts';
import { useMay } from '../../session/session.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';
import { Addresses } from './addresses.tsx';
import { ResendDialog } from './resend-dialog.tsx';

const STATES = ['failed', 'waiting', 'acknowledged'] as const;

export function CallbacksPage() {
  const { say } = useReading();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ from: '/callbacks' });
  const app = useAppFilter();
  const [resending, setResending] = useState(false);
  const state = STATES.find((each) => each === search.state);
  const { endpoint } = search;
  const query = given({
    ...{ ...app, state, endpoint },
    from: dayBegins(search.from),
    to: dayBegins(search.to, 1),
  });
  const pages = usePages(['callbacks', query], (cursor) =>
    answerOf(api.GET('/callbacks', { params: { query: { ...query, ...cursor } } })),
  );
  const change = (part: { state?: string | undefined; endpoint?: string | undefined }) =>
    void navigate({ to: '/callbacks', search: given({ ...search, ...part }) });
  return (
    <Page
      title={say('nav.callbacks')}
      actions={
        may('callbacks:resend') && (
          <Button
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            onClick={() => setResending(true)}
          >
            {say('resend.open')}
          </Button>
        )
      }
    >
      <Addresses
        show={(address) =>
          void navigate({
            to: '/callbacks',
            search: { app: address.app_id, endpoint: address.endpoint, state: 'failed' },
          })
        }
      />
      <Group>
        <StateChoice
          of="callback"
          states={STATES}
          chosen={state}
          choose={(next) => change({ state: next })}
        />
        {endpoint !== undefined && (
          <FilterChip text={endpoint} remove={() => change({ endpoint: undefined })} />
        )}
      </Group>
      <div className="card">
        <DataList
          label={say('nav.callbacks')}
          columns={useColumns()}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say(state === 'failed' ? 'callbacks.noneFailed' : 'callbacks.none')}
        />
      </div>
      {resending && (
        <ResendDialog appId={app.app_id} endpoint={endpoint} onClose={() => setResending(false)} />
      )}
    </Page>
  );
}

function useColumns(): readonly Column<Callback>[] {
  const { say } = useReading();
  const usual = useUsualColumns();
  return [
    {
      key: 'status',
      label: say('callback.tells'),
      cell: (row) => (
        <Link to="/callbacks/$callbackId" params={{ callbackId: row.id }}>
          {row.status}
        </Link>
      ),
    },
    usual.state('callback', (row) => row.next_at && <FromNow at={row.next_at} />),
    usual.order((row) => row.payment),
    usual.amount(),
    usual.app(),
    { key: 'sends', label: say('callback.sends'), number: true, cell: (row) => row.sends },
    { key: 'error', label: say('callback.lastError'), cell: (row) => row.last_error ?? '' },
    usual.created(),
  ];
}
