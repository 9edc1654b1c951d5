/** Where one is signed in, and the button that ends it. */
import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { OwnSession } from '../../api/shapes.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

const SESSIONS_KEY = ['own-sessions'] as const;

function columnsOf(t: Texts, end: (id: string) => void): readonly Column<OwnSession>[] {
  return [
    { key: 'address', head: t.account.address, cell: ({ address }) => address },
    {
      key: 'agent',
      head: t.account.browser,
      wideOnly: true,
      cell: ({ user_agent }) => (
        <Text size="sm" lineClamp={1} title={user_agent}>
          {user_agent}
        </Text>
      ),
    },
    { key: 'seen', head: t.account.seen, cell: ({ seen_at }) => <TimeText at={seen_at} /> },
    {
      key: 'end',
      head: t.account.end,
      cell: ({ id, current }) =>
        current ? (
          t.account.thisOne
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => end(id)}>
            {t.account.end}
          </Button>
        ),
    },
  ];
}

export function SessionsCard() {
  const t = useTexts();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: () => answerOf(api.GET('/me/sessions')),
  });
  const onSuccess = () => client.invalidateQueries({ queryKey: SESSIONS_KEY });
  const endOne = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.DELETE('/me/sessions/{session_id}', { params: { path: { session_id: id } } })),
    onSuccess,
  });
  const endOthers = useMutation({
    mutationFn: () => answerOf(api.DELETE('/me/sessions')),
    onSuccess,
  });
  return (
    <Section
      title={t.account.sessions}
      actions={
        data &&
        data.data.length > 1 && (
          <Group>
            <Button
              size="xs"
              variant="default"
              loading={endOthers.isPending}
              onClick={() => endOthers.mutate()}
            >
              {t.account.endOthers}
            </Button>
          </Group>
        )
      }
    >
      <ProblemNote error={error ?? endOne.error ?? endOthers.error} />
      {data && (
        <DataTable
          label={t.account.sessions}
          columns={columnsOf(t, endOne.mutate)}
          rows={data.data}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}
