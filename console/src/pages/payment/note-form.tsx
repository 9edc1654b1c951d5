/** A note for colleagues, at the end of the story. */
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useOnce } from '../../query/once.ts';
import { useMay } from '../../session/session.ts';

export function NoteForm({ payment }: { readonly payment: PaymentWhole }) {
  const { say } = useReading();
  const may = useMay();
  const client = useQueryClient();
  const { trans_id } = payment;
  const [text, setText] = useState('');
  const once = useOnce();
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/payments/{trans_id}/notes', {
          params: { path: { trans_id }, header: once.header },
          body: { text: text.trim() },
        }),
      ),
    async onSuccess() {
      setText('');
      once.renew();
      await client.invalidateQueries({ queryKey: ['payment', trans_id] });
    },
    onError: once.onError,
  });
  if (!may('payments:note')) return null;
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') add.mutate();
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={say('note.label')}
          placeholder={say('note.placeholder')}
          autosize
          minRows={2}
          maxLength={4_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
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
