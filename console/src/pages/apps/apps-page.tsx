/** The shops that collect money here. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import { useMay } from '../../api/session.tsx';
import type { AppLine } from '../../api/shapes.ts';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TestMark } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

function columnsOf(t: Texts): readonly Column<AppLine>[] {
  return [
    {
      key: 'name',
      head: t.apps.name,
      cell: ({ app_id, name, mode }) => (
        <span className="copy-id">
          <Link to="/apps/$appId" params={{ appId: app_id }} className="row-link">
            {name}
          </Link>
          {mode === 'test' && <TestMark />}
        </span>
      ),
    },
    { key: 'id', head: 'app_id', cell: ({ app_id }) => <span className="mono">{app_id}</span> },
    {
      key: 'channels',
      head: t.apps.channels,
      wideOnly: true,
      cell: ({ channels }) =>
        channels
          .filter(({ enabled }) => enabled)
          .map(({ public_name }) => public_name)
          .join(', '),
    },
    {
      key: 'created',
      head: t.apps.created,
      wideOnly: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

export function AppsPage() {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const [isMaking, making] = useDisclosure();
  const list = useRows(['configuration', 'app-list'], (cursor) =>
    answerOf(api.GET('/apps', { params: { query: cursor } })),
  );
  return (
    <Page
      title={t.nav.apps}
      actions={may('apps:create') && <Button onClick={making.open}>{t.apps.create}</Button>}
    >
      <RowsCard
        label={t.nav.apps}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ app_id }) => app_id}
        onOpen={({ app_id }) => void navigate({ to: '/apps/$appId', params: { appId: app_id } })}
        empty={<Empty title={t.apps.none} todo={t.apps.noneTodo} />}
      />
      {isMaking && <NewAppDialog close={making.close} />}
    </Page>
  );
}

function NewAppDialog({ close }: { readonly close: () => void }) {
  const t = useTexts();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [key] = useState(newIdempotencyKey);
  const make = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps', {
          params: { header: { 'Idempotency-Key': `${key}-${name}-${url}`.slice(0, 255) } },
          body: { name: name.trim(), callback_url: url.trim() },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['configuration'] }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Modal opened onClose={close} title={t.apps.create}>
      {make.data ? (
        <Stack>
          <ShownOnce label={t.apps.secretOf(make.data.app_id)} secret={make.data.secret} />
          <Button onClick={close}>{t.parts.close}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t.apps.name}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <TextInput
              label={t.apps.callbackUrl}
              description={t.apps.callbackAbout}
              required
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <ProblemNote error={make.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={make.isPending}>
                {t.apps.create}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
