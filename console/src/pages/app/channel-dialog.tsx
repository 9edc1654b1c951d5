/** An account at a channel: the settings that the channel asks for, and those that all have. */
import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AppWhole, Channel, ChannelAccount } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { useRenewApps } from './change-app.ts';

type Props = {
  readonly app: AppWhole;
  /** Undefined: a new one. */
  readonly account: ChannelAccount | undefined;
  readonly onClose: () => void;
};

const COMMON = [
  'public_name',
  'display_name',
  'test',
  'min_gross',
  'max_gross',
  'currencies',
  'countries',
];

export function ChannelDialog({ app, account, onClose }: Props) {
  const { say } = useReading();
  const { data: catalogue } = useQuery({
    queryKey: ['channels'],
    queryFn: () => answerOf(api.GET('/channels')),
  });
  const [name, setName] = useState(account?.channel);
  const channel = catalogue?.data.find((each) => each.channel === name);
  return (
    <Dialog title={account?.public_name ?? say('channel.add')} onClose={onClose} stays={false}>
      <Stack gap="md">
        {!account && (
          <Select
            label={say('channel')}
            data={(catalogue?.data ?? []).map((each) => each.channel)}
            value={name ?? null}
            onChange={(value) => setName(value ?? undefined)}
            comboboxProps={{ withinPortal: false }}
          />
        )}
        {account && (
          <div>
            <Text size="sm" c="dimmed">
              {say('channel.noticeUrl')}
            </Text>
            <Copyable text={account.notice_url} />
          </div>
        )}
        {channel && (
          <SettingsForm
            key={channel.channel}
            app={app}
            account={account}
            channel={channel}
            onClose={onClose}
          />
        )}
      </Stack>
    </Dialog>
  );
}

function SettingsForm(props: Props & { readonly channel: Channel }) {
  const { say } = useReading();
  const { app, account, channel } = props;
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({});
  const save = useSave(props, draft);
  const field = (key: string, about: string | undefined, secret: boolean) => {
    const known = account ? knownOf(account, key) : '';
    // A key or certificate is many lines; what is secret is never shown again, only whether it is set.
    const long = /key|certificate|ca$/.test(key) && !key.endsWith('_id');
    const Field = long ? Textarea : TextInput;
    return (
      <Field
        key={key}
        label={key}
        description={about}
        placeholder={secret && known !== '' ? say('channel.secretSet') : ''}
        autoComplete="off"
        spellCheck={false}
        value={draft[key] ?? (secret ? '' : known)}
        onChange={(event: { currentTarget: { value: string } }) =>
          setDraft({ ...draft, [key]: event.currentTarget.value })
        }
      />
    );
  };
  return (
    <DialogForm
      submit={() => save.mutate()}
      submitLabel={say('save')}
      cancel={props.onClose}
      error={save.error}
      isPending={save.isPending}
      disabled={account !== undefined && Object.keys(draft).length === 0}
      beside={
        <Text size="xs" c="dimmed">
          {app.mode === 'test' ? say('channel.testApp') : ''}
        </Text>
      }
    >
      {channel.settings.map(({ key, about, secret, required }) =>
        field(key, required ? `${about} ${say('channel.required')}` : about, secret),
      )}
      <details>
        <summary>{say('channel.common')}</summary>
        <Stack gap="md" mt="sm">
          {COMMON.map((key) => field(key, say(`channel.${key}` as 'channel.test'), false))}
        </Stack>
      </details>
    </DialogForm>
  );
}

/** What a setting says now, as text. */
function knownOf(account: ChannelAccount, key: string): string {
  if (key in account.settings) return account.settings[key] ?? '';
  const value = account[key as keyof ChannelAccount];
  return Array.isArray(value) ? value.join(',') : String(value ?? '');
}

/** Only what was touched is written. */
function useSave(
  { app, account, channel, onClose }: Props & { channel: Channel },
  draft: Readonly<Record<string, string>>,
) {
  const renew = useRenewApps();
  const { app_id } = app;
  return useMutation({
    mutationFn: () =>
      account
        ? answerOf(
            api.PATCH('/apps/{app_id}/channels/{account}', {
              params: { path: { app_id, account: account.account } },
              body: { settings: draft },
            }),
          )
        : answerOf(
            api.POST('/apps/{app_id}/channels', {
              params: { path: { app_id } },
              body: { channel: channel.channel, settings: draft },
            }),
          ),
    async onSuccess() {
      await renew();
      onClose();
    },
  });
}
