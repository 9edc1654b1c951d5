/** How each address of the shops does: one that does not work stands first, with since when. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { AddressHealth } from '../../api/shapes.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

const WORST_FIRST = ['down', 'failing', 'up', 'unused'] as const;

function columnsOf(t: Texts): readonly Column<AddressHealth>[] {
  return [
    { key: 'state', head: t.callbacks.state, cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'endpoint',
      head: t.callbacks.address,
      cell: ({ endpoint, app_id }) => (
        <>
          <Link to="/callbacks" search={{ endpoint }} className="row-link mono">
            {endpoint}
          </Link>
          <Text size="xs" c="dimmed">
            {app_id}
          </Text>
        </>
      ),
    },
    {
      key: 'since',
      head: t.callbacks.downSince,
      cell: ({ down_since }) => down_since && <TimeText at={down_since} />,
    },
    {
      key: 'waiting',
      head: t.callbacks.waiting,
      isNumber: true,
      cell: ({ waiting }) => waiting,
    },
    { key: 'failed', head: t.callbacks.failed, isNumber: true, cell: ({ failed }) => failed },
    {
      key: 'error',
      head: t.callbacks.lastError,
      wideOnly: true,
      cell: ({ last_error }) => last_error,
    },
  ];
}

export function Addresses({ app }: { readonly app: string | undefined }) {
  const t = useTexts();
  const { data, error } = useQuery({
    queryKey: ['callbacks', 'health', app],
    queryFn: () =>
      answerOf(
        api.GET('/callbacks/health', {
          params: { query: app === undefined ? {} : { app_id: app } },
        }),
      ),
  });
  if (!data) return <ProblemNote error={error} />;
  if (data.data.length === 0) return null;
  const rank = ({ state }: AddressHealth) => WORST_FIRST.indexOf(state);
  return (
    <Section title={t.callbacks.addresses}>
      <div style={{ overflowX: 'auto' }}>
        <DataTable
          label={t.callbacks.addresses}
          columns={columnsOf(t)}
          rows={[...data.data].sort((left, right) => rank(left) - rank(right))}
          keyOf={({ app_id, endpoint }) => `${app_id} ${endpoint}`}
        />
      </div>
    </Section>
  );
}
