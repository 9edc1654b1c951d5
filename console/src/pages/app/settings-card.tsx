/** The settings of an app. Only what was changed is sent. */
import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { AppWhole } from '../../api/shapes.ts';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useTexts } from '../../texts/language.tsx';

/** Settings as somebody types them. */
type Typed = {
  readonly name: string;
  readonly mode: AppWhole['mode'];
  readonly website: string;
  readonly callback_url: string;
  readonly return_hosts: string;
  readonly frame_ancestors: string;
  readonly language: string;
  readonly require_sign: boolean;
};

function typedOf(app: AppWhole): Typed {
  return {
    name: app.name,
    mode: app.mode,
    website: app.website ?? '',
    callback_url: app.callback_url ?? '',
    return_hosts: app.return_hosts.join(' '),
    frame_ancestors: app.frame_ancestors,
    language: app.language ?? '',
    require_sign: app.require_sign,
  };
}

/** What differs, as the API takes it: an empty text puts the default back. */
function changeOf(before: Typed, after: Typed) {
  const changed = Object.entries(after).filter(
    ([name, value]) => value !== before[name as keyof Typed],
  );
  return Object.fromEntries(
    changed.map(([name, value]) => {
      if (name === 'return_hosts')
        return [
          name,
          String(value)
            .split(/[\s,]+/)
            .filter(Boolean),
        ];
      return [name, value === '' ? null : value];
    }),
  );
}

export function SettingsCard({ app }: { readonly app: AppWhole }) {
  const t = useTexts();
  const may = useMay();
  const say = useSay();
  const client = useQueryClient();
  const [typed, setTyped] = useState(() => typedOf(app));
  const isLocked = !may('apps:change');
  const change = changeOf(typedOf(app), typed);
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.PATCH('/apps/{app_id}', { params: { path: { app_id: app.app_id } }, body: change }),
      ),
    onSuccess: () => {
      say(t.parts.saved);
      return client.invalidateQueries({ queryKey: ['configuration'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const field = (name: keyof Omit<Typed, 'mode' | 'require_sign'>, description?: string) => (
    <TextInput
      label={t.app.settings[name]}
      description={description}
      value={typed[name]}
      readOnly={isLocked}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Section title={t.app.settingsTitle}>
      <form onSubmit={submit}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {field('name')}
            <NativeSelect
              label={t.app.settings.mode}
              value={typed.mode}
              disabled={isLocked}
              onChange={(event) =>
                setTyped({ ...typed, mode: event.currentTarget.value === 'live' ? 'live' : 'test' })
              }
              data={[
                { value: 'test', label: t.parts.test },
                { value: 'live', label: t.home.live },
              ]}
            />
            {field('callback_url')}
            {field('website')}
            {field('return_hosts', t.app.returnHostsAbout)}
            {field('frame_ancestors', t.app.frameAbout)}
            {field('language', t.app.languageAbout)}
          </SimpleGrid>
          <Checkbox
            label={t.app.settings.require_sign}
            checked={typed.require_sign}
            disabled={isLocked}
            onChange={(event) => setTyped({ ...typed, require_sign: event.currentTarget.checked })}
          />
          <ProblemNote error={save.error} />
          {!isLocked && (
            <Group justify="flex-end">
              <Button
                type="submit"
                disabled={Object.keys(change).length === 0}
                loading={save.isPending}
              >
                {t.parts.save}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}
