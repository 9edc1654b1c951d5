/** A new secret for the app; the one before goes on for a while, so that nothing breaks. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { AppWhole } from '../../api/shapes.ts';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

type Props = { readonly app: AppWhole };

export function SecretCard({ app }: Props) {
  const t = useTexts();
  const may = useMay();
  const [isRotating, rotating] = useDisclosure();
  const until = app.secret.previous_valid_until;
  return (
    <Section title={t.app.secret}>
      <Group justify="space-between">
        <Text size="sm">
          {until ? (
            <>
              {t.app.previousUntil} <TimeText at={until} full />
            </>
          ) : (
            t.app.secretAbout
          )}
        </Text>
        {may('apps:change') && (
          <Button variant="default" onClick={rotating.open}>
            {t.app.rotate}
          </Button>
        )}
      </Group>
      {isRotating && <RotateDialog app={app} close={rotating.close} />}
    </Section>
  );
}

function RotateDialog({ app, close }: Props & { readonly close: () => void }) {
  const t = useTexts();
  const client = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const rotate = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps/{app_id}/rotate-secret', {
          params: { path: { app_id: app.app_id }, header: { 'Idempotency-Key': key } },
        }),
      ),
  });
  const end = () => {
    close();
    void client.invalidateQueries({ queryKey: ['configuration'] });
  };
  return (
    <Modal opened onClose={end} title={t.app.rotate}>
      <Stack>
        {rotate.data ? (
          <ShownOnce label={t.apps.secretOf(app.app_id)} secret={rotate.data.secret} />
        ) : (
          <Text size="sm">{t.app.rotateAbout}</Text>
        )}
        <ProblemNote error={rotate.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={end}>
            {rotate.data ? t.parts.close : t.parts.cancel}
          </Button>
          {!rotate.data && (
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              {t.app.rotate}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
