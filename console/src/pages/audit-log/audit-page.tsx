/** Who changed what, from where. */
import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import type { AuditLine } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

function columnsOf(t: Texts): readonly Column<AuditLine>[] {
  return [
    { key: 'at', head: t.audit.at, cell: ({ at }) => <TimeText at={at} /> },
    {
      key: 'who',
      head: t.audit.who,
      cell: ({ actor }) => (
        <>
          {actor.name}
          <Text size="xs" c="dimmed">
            {[t.audit.kinds[actor.kind], actor.address].filter(Boolean).join(' · ')}
          </Text>
        </>
      ),
    },
    { key: 'action', head: t.audit.what, cell: ({ action }) => action },
    {
      key: 'subject',
      head: t.audit.subject,
      wideOnly: true,
      cell: ({ subject }) => (
        <>
          {subject.kind} <span className="mono">{subject.id}</span>
        </>
      ),
    },
    {
      key: 'change',
      head: t.audit.change,
      wideOnly: true,
      cell: ({ before, after }) =>
        (before || after) && (
          <details>
            <summary>{t.audit.show}</summary>
            <pre className="raw">{JSON.stringify({ before, after }, null, 2)}</pre>
          </details>
        ),
    },
  ];
}

export function AuditPage() {
  const t = useTexts();
  const app = useChosenApp();
  const [action, setAction] = useState('');
  const query = {
    ...(app === undefined ? {} : { app_id: app }),
    ...(action.trim() === '' ? {} : { action: action.trim() }),
  };
  const list = useRows(['audit-log', query], (cursor) =>
    answerOf(api.GET('/audit-log', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={t.nav.audit} about={t.audit.about}>
      <TextInput
        maw={320}
        label={t.audit.what}
        placeholder="user.changed"
        maxLength={64}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
      />
      <RowsCard
        label={t.nav.audit}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ id }) => id}
        empty={<Empty title={t.audit.none} todo={t.audit.noneTodo} />}
      />
    </Page>
  );
}
