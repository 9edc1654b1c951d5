/** Where callbacks go, and a test of each address that shows what is wrong with it. */
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AppWhole, TestCallback } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useMay } from '../../session/session.ts';
import { useRenewApps } from './change-app.ts';

type Address = { readonly activityid: string; readonly url: string };

export function AddressesSection({ app }: { readonly app: AppWhole }) {
  const { say } = useReading();
  const may = useMay();
  const [editing, setEditing] = useState<Address | undefined>();
  const addresses = [{ activityid: '', url: app.callback_url ?? '' }, ...app.activities];
  return (
    <Section
      title={say('addresses')}
      actions={
        may('apps:change') && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setEditing({ activityid: 'new', url: '' })}
          >
            {say('address.add')}
          </Button>
        )
      }
    >
      <ul className="plain lines">
        {addresses.map((address) => (
          <li key={address.activityid}>
            <AddressLine app={app} address={address} edit={() => setEditing(address)} />
          </li>
        ))}
      </ul>
      {editing && <EditDialog app={app} address={editing} onClose={() => setEditing(undefined)} />}
    </Section>
  );
}

function AddressLine(props: {
  readonly app: AppWhole;
  readonly address: Address;
  readonly edit: () => void;
}) {
  const { say } = useReading();
  const may = useMay();
  const { activityid, url } = props.address;
  const path = { app_id: props.app.app_id };
  const test = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps/{app_id}/test-callback', {
          params: { path },
          body: activityid === '' ? {} : { activityid },
        }),
      ),
  });
  const remove = useMutation({
    mutationFn: () =>
      answerOf(
        api.DELETE('/apps/{app_id}/activities/{activityid}', {
          params: { path: { ...path, activityid } },
        }),
      ),
    onSuccess: useRenewApps(),
  });
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <div>
          <Text size="sm" c="dimmed">
            {activityid === '' ? say('address.own') : `activityid ${activityid}`}
          </Text>
          <span className="mono">{url}</span>
        </div>
        {may('apps:change') && (
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              {say('address.test')}
            </Button>
            <ActionIcon size={32} aria-label={say('address.edit', { url })} onClick={props.edit}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
            {activityid !== '' && (
              <ActionIcon
                size={32}
                aria-label={say('address.remove', { url })}
                onClick={() => remove.mutate()}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        )}
      </Group>
      <ProblemNote error={test.error ?? remove.error} />
      {test.data && <TestResult result={test.data} />}
    </Stack>
  );
}

const MEANINGS = {
  acknowledged: 'waiting',
  refused: 'paid',
  faulty: 'failed',
  unanswered: 'failed',
} as const;

function TestResult({ result }: { readonly result: TestCallback }) {
  const { say } = useReading();
  return (
    <div role="status" className="once">
      <Group gap="sm">
        <Mark meaning={MEANINGS[result.verdict]}>{wordOf(say, 'verdict', result.verdict)}</Mark>
        <Text size="sm" c="dimmed">
          {result.status_code ?? ''} {result.address ?? ''} {result.latency_ms} ms
        </Text>
      </Group>
      <Text size="sm" mt={4}>
        {result.found}
      </Text>
      {result.todo && (
        <Text size="sm" fw={500}>
          {result.todo}
        </Text>
      )}
      {result.reply !== null && (
        <pre className="transcript">{result.reply || say('callback.empty')}</pre>
      )}
    </div>
  );
}

/** `activityid` is "new" for one that is to be added, and empty for the app's own address. */
function EditDialog(props: {
  readonly app: AppWhole;
  readonly address: Address;
  readonly onClose: () => void;
}) {
  const { say } = useReading();
  const isNew = props.address.url === '' && props.address.activityid === 'new';
  const [activityid, setActivityid] = useState(isNew ? '' : props.address.activityid);
  const [url, setUrl] = useState(props.address.url);
  const renew = useRenewApps();
  const app_id = props.app.app_id;
  const save = useMutation({
    mutationFn: () =>
      activityid === '' && !isNew
        ? answerOf(
            api.PATCH('/apps/{app_id}', {
              params: { path: { app_id } },
              body: { callback_url: url },
            }),
          )
        : answerOf(
            api.PUT('/apps/{app_id}/activities/{activityid}', {
              params: { path: { app_id, activityid } },
              body: { url },
            }),
          ),
    async onSuccess() {
      await renew();
      props.onClose();
    },
  });
  return (
    <Dialog title={say(isNew ? 'address.add' : 'address.change')} onClose={props.onClose}>
      <DialogForm
        submit={() => save.mutate()}
        submitLabel={say('save')}
        cancel={props.onClose}
        error={save.error}
        isPending={save.isPending}
      >
        {isNew && (
          <TextField
            label="activityid"
            description={say('address.activityAbout')}
            required
            value={activityid}
            onChange={setActivityid}
          />
        )}
        <TextField
          label={say('address')}
          placeholder="https://shop.example.com/callback"
          required
          value={url}
          onChange={setUrl}
        />
      </DialogForm>
    </Dialog>
  );
}
