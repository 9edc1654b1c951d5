/** The app's secret, rotated with an overlap: both are valid until the old one ends. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AppWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useMay } from '../../session/session.ts';
import { useRenewApps } from './change-app.ts';

export function SecretSection({ app }: { readonly app: AppWhole }) {
  const { say } = useReading();
  const may = useMay();
  const [rotating, setRotating] = useState(false);
  const until = app.secret.previous_valid_until;
  return (
    <Section
      title={say('secret')}
      actions={
        may('apps:change') && (
          <Button variant="default" onClick={() => setRotating(true)}>
            {say('secret.rotate')}
          </Button>
        )
      }
    >
      <Text size="sm">{say('secret.about')}</Text>
      {until && (
        <Text size="sm" mt="xs">
          {say('secret.until')} <Moment at={until} />
        </Text>
      )}
      {rotating && <RotateDialog appId={app.app_id} onClose={() => setRotating(false)} />}
    </Section>
  );
}

function RotateDialog(props: { readonly appId: string; readonly onClose: () => void }) {
  const { say, format } = useReading();
  const renew = useRenewApps();
  const rotate = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps/{app_id}/rotate-secret', { params: { path: { app_id: props.appId } } }),
      ),
    onSuccess: renew,
  });
  return (
    <Dialog title={say('secret.rotate')} onClose={props.onClose} stays={rotate.isSuccess}>
      {rotate.data ? (
        <Stack gap="md">
          <ShownOnce label={say('secret.new')} text={rotate.data.secret} />
          <Text>
            {say('secret.overlap', { when: format.dateTime(rotate.data.previous_valid_until) })}
          </Text>
        </Stack>
      ) : (
        <Text>{say('secret.rotateAbout')}</Text>
      )}
      <ProblemNote error={rotate.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose}>
          {say(rotate.data ? 'secret.kept' : 'cancel')}
        </Button>
        {!rotate.data && (
          <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {say('secret.rotate')}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
