/** A note for colleagues, at the end of the story. */
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, onceWith } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';

export function NoteForm({ payment }: { readonly payment: PaymentWhole }) {
  const { say } = useReading();
  const may = useMay();
  const client = useQueryClient();
  const { trans_id } = payment;
  const [draft, setDraft] = useState({ text: '', key: crypto.randomUUID() });
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/payments/{trans_id}/notes', {
          params: { path: { trans_id }, header: onceWith(draft.key) },
          body: { text: draft.text.trim() },
        }),
      ),
    async onSuccess() {
      setDraft({ text: '', key: crypto.randomUUID() });
      await client.invalidateQueries({ queryKey: ['payment', trans_id] });
    },
  });
  if (!may('payments:note')) return null;
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.text.trim() !== '') add.mutate();
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={say('note.label')}
          placeholder={say('note.placeholder')}
          autosize
          minRows={2}
          maxLength={4_000}
          value={draft.text}
          onChange={(event) =>
            setDraft({ text: event.currentTarget.value, key: crypto.randomUUID() })
          }
        />
        <ProblemNote error={add.error} />
        <Group>
          <Button type="submit" variant="default" loading={add.isPending}>
            {say('note.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
