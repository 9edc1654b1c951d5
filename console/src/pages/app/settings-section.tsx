/** What an app is called, and how it is spoken to. */
import { Button, Group, Select, Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import type { AppWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useMay } from '../../session/session.ts';
import { readAmounts, writeAmounts } from './amounts.ts';
import { useChangeApp } from './change-app.ts';

export function SettingsSection({ app }: { readonly app: AppWhole }) {
  const { say } = useReading();
  const may = useMay();
  const change = useChangeApp(app.app_id);
  const [draft, setDraft] = useState(() => draftOf(app));
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const disabled = !may('apps:change');
  const limited = !may('refunds:limit');
  const text = (name: TextName, label: string, about?: string) => (
    <TextField
      label={label}
      description={about}
      readOnly={disabled || (name === 'approvals' && limited)}
      value={draft[name]}
      onChange={(text) => set({ [name]: text })}
    />
  );
  return (
    <Section title={say('settings')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(bodyOf(app, draft));
        }}
      >
        <Stack gap="md" maw={640}>
          {text('name', say('name'), say('app.nameAbout'))}
          <Select
            label={say('app.mode')}
            description={say('app.modeAbout')}
            data={[
              { value: 'test', label: say('test') },
              { value: 'live', label: say('app.live') },
            ]}
            value={draft.mode}
            readOnly={disabled}
            onChange={(mode) => set({ mode: mode === 'live' ? 'live' : 'test' })}
          />
          {text('website', say('app.website'))}
          {text('delays', say('app.delays'), say('app.delaysAbout'))}
          {text('hosts', say('app.hosts'), say('app.hostsAbout'))}
          {text('frames', say('app.frames'), say('app.framesAbout'))}
          {text('approvals', say('app.approvals'), say('app.approvalsAbout'))}
          <Switch
            label={say('app.requireSign')}
            checked={draft.requireSign}
            disabled={disabled}
            onChange={(event) => set({ requireSign: event.currentTarget.checked })}
          />
          <ProblemNote error={change.error} />
          {!disabled && (
            <Group>
              <Button type="submit" loading={change.isPending}>
                {say('save')}
              </Button>
              <span role="status">{change.isSuccess ? say('saved') : ''}</span>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}

type TextName = 'name' | 'website' | 'delays' | 'hosts' | 'frames' | 'approvals';
type Draft = { [Name in TextName]: string } & { mode: 'test' | 'live'; requireSign: boolean };

function draftOf(app: AppWhole): Draft {
  return {
    name: app.name,
    mode: app.mode,
    website: app.website ?? '',
    delays: app.callback_delays.join(', '),
    hosts: app.return_hosts.join(', '),
    frames: app.frame_ancestors,
    approvals: writeAmounts(app.refund_approval_above),
    requireSign: app.require_sign,
  };
}

/** Only what has changed, so that two who change different things do not undo each other. */
function bodyOf(app: AppWhole, draft: Draft) {
  const before = draftOf(app);
  const changed = (name: keyof Draft) => before[name] !== draft[name];
  const items = (text: string) => text.split(/[\s,]+/).filter(Boolean);
  return {
    ...(changed('name') && { name: draft.name }),
    ...(changed('mode') && { mode: draft.mode }),
    ...(changed('website') && { website: draft.website === '' ? null : draft.website }),
    ...(changed('delays') && { callback_delays: items(draft.delays).map(Number) }),
    ...(changed('hosts') && { return_hosts: items(draft.hosts) }),
    ...(changed('frames') && { frame_ancestors: draft.frames }),
    ...(changed('approvals') && { refund_approval_above: readAmounts(draft.approvals) }),
    ...(changed('requireSign') && { require_sign: draft.requireSign }),
  };
}
