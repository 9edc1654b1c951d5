/** Who changed what, from where: nothing here can be changed. */
import { Group, Text, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { AuditLine } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { usePages } from '../../query/pages.ts';
import { dayBegins, given } from '../../query/search.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';

export function AuditPage() {
  const { say } = useReading();
  const navigate = useNavigate();
  const search = useSearch({ from: '/audit-log' });
  const app = useAppFilter();
  const query = given({
    ...app,
    action: search.action,
    from: dayBegins(search.from),
    to: dayBegins(search.to, 1),
  });
  const pages = usePages(['audit-log', query], (cursor) =>
    answerOf(api.GET('/audit-log', { params: { query: { ...query, ...cursor } } })),
  );
  const change = (part: { action?: string; from?: string; to?: string }) =>
    void navigate({ to: '/audit-log', search: given({ ...search, ...part }) });
  return (
    <Page title={say('nav.audit')}>
      <Group align="end">
        <TextInput
          label={say('audit.action')}
          placeholder="refund.requested"
          defaultValue={search.action ?? ''}
          onBlur={(event) => change({ action: event.currentTarget.value.trim() })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') change({ action: event.currentTarget.value.trim() });
          }}
        />
        <TextField
          type="date"
          label={say('day.from')}
          value={search.from ?? ''}
          onChange={(text) => change({ from: text })}
        />
        <TextField
          type="date"
          label={say('day.to')}
          value={search.to ?? ''}
          onChange={(text) => change({ to: text })}
        />
      </Group>
      <div className="card">
        <DataList
          label={say('nav.audit')}
          columns={useColumns()}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say('audit.none')}
        />
      </div>
    </Page>
  );
}

function useColumns(): readonly Column<AuditLine>[] {
  const { say } = useReading();
  return [
    { key: 'at', label: say('audit.when'), cell: (row) => <Moment at={row.at} precise /> },
    {
      key: 'who',
      label: say('audit.who'),
      cell: (row) => (
        <span>
          {row.actor.name}{' '}
          <Text size="xs" c="dimmed" component="span">
            {wordOf(say, 'actor', row.actor.kind)} {row.actor.address}
          </Text>
        </span>
      ),
    },
    {
      key: 'action',
      label: say('audit.action'),
      cell: (row) => <span className="mono">{row.action}</span>,
    },
    {
      key: 'subject',
      label: say('audit.subject'),
      cell: (row) => (
        <span>
          {row.subject.kind} <span className="mono">{row.subject.id}</span>
        </span>
      ),
    },
    { key: 'app', label: say('app'), cell: (row) => row.app_id ?? '' },
    { key: 'change', label: say('audit.change'), cell: (row) => <Change line={row} /> },
  ];
}

/** Before and after, as they were written down. */
function Change({ line }: { readonly line: AuditLine }) {
  const { say } = useReading();
  if (line.before === null && line.after === null) return null;
  return (
    <details>
      <summary>{say('audit.show')}</summary>
      {line.before && (
        <pre className="transcript">{`${say('audit.before')}\n${JSON.stringify(line.before, null, 1)}`}</pre>
      )}
      {line.after && (
        <pre className="transcript">{`${say('audit.after')}\n${JSON.stringify(line.after, null, 1)}`}</pre>
      )}
    </details>
  );
}
