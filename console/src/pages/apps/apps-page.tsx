/** The apps of merchants; a new one is ready in a minute. */
import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AnswerTo, App } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { ButtonLink } from '../../parts/link.tsx';
import { Mark, TestMark } from '../../parts/mark.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useOnce } from '../../query/once.ts';
import { usePages } from '../../query/pages.ts';
import { useMay } from '../../session/session.ts';

export function AppsPage() {
  const { say } = useReading();
  const may = useMay();
  const [making, setMaking] = useState(false);
  const pages = usePages(['apps', 'list'], (cursor) =>
    answerOf(api.GET('/apps', { params: { query: cursor } })),
  );
  return (
    <Page
      title={say('nav.apps')}
      actions={
        may('apps:create') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
            {say('app.new')}
          </Button>
        )
      }
    >
      <div className="card">
        <DataList
          label={say('nav.apps')}
          columns={useColumns()}
          pages={pages}
          rowKey={({ app_id }) => app_id}
          empty={say('apps.none')}
        />
      </div>
      {making && <NewApp onClose={() => setMaking(false)} />}
    </Page>
  );
}

function useColumns(): readonly Column<App>[] {
  const { say } = useReading();
  return [
    {
      key: 'name',
      label: say('name'),
      cell: (row) => (
        <Link to="/apps/$appId" params={{ appId: row.app_id }}>
          {row.name}
        </Link>
      ),
    },
    { key: 'id', label: 'app_id', cell: (row) => <span className="mono">{row.app_id}</span> },
    {
      key: 'mode',
      label: say('app.mode'),
      cell: (row) =>
        row.mode === 'test' ? <TestMark /> : <Mark meaning="paid">{say('app.live')}</Mark>,
    },
    {
      key: 'channels',
      label: say('app.channels'),
      cell: (row) =>
        row.channels
          .filter(({ enabled }) => enabled)
          .map((each) => each.public_name)
          .join(', '),
    },
    { key: 'created', label: say('created'), cell: (row) => <Moment at={row.created_at} /> },
  ];
}

function NewApp({ onClose }: { readonly onClose: () => void }) {
  const { say } = useReading();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const once = useOnce();
  const create = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps', {
          params: { header: once.header },
          body: { name, callback_url: url },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['apps'] }),
    onError: once.onError,
  });
  if (create.data) return <MadeApp app={create.data} onClose={onClose} />;
  return (
    <Dialog title={say('app.new')} onClose={onClose}>
      <DialogForm
        submit={() => create.mutate()}
        submitLabel={say('app.make')}
        cancel={onClose}
        error={create.error}
        isPending={create.isPending}
      >
        <TextField
          label={say('name')}
          description={say('app.nameAbout')}
          required
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <TextField
          label={say('app.callbackUrl')}
          description={say('app.callbackUrlAbout')}
          placeholder="https://shop.example.com/callback"
          required
          value={url}
          onChange={setUrl}
        />
      </DialogForm>
    </Dialog>
  );
}

function MadeApp(props: { readonly app: AnswerTo<'createApp'>; readonly onClose: () => void }) {
  const { say } = useReading();
  const { app_id, name, secret } = props.app;
  return (
    <Dialog title={name} onClose={props.onClose} stays>
      <Text>{say('app.made')}</Text>
      <ShownOnce label={say('secret')} text={secret} />
      <Group justify="flex-end">
        <ButtonLink to="/apps/$appId" params={{ appId: app_id }}>
          {say('app.toChannels')}
        </ButtonLink>
      </Group>
    </Dialog>
  );
}
