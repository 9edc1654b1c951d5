/** What people wrote for each other. */
import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { PaymentWhole } from '../../api/shapes.ts';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

export function Notes({ payment }: { readonly payment: PaymentWhole }) {
  const t = useTexts();
  const may = useMay();
  if (payment.notes.length === 0 && !may('payments:note')) return null;
  return (
    <Section title={t.payment.notes}>
      <Stack gap="md">
        {payment.notes.map((note) => (
          <div key={note.id}>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {note.text}
            </Text>
            <Text size="xs" c="dimmed">
              {note.author.name} · <TimeText at={note.created_at} />
            </Text>
          </div>
        ))}
        {may('payments:note') && <NewNote transId={payment.trans_id} />}
      </Stack>
    </Section>
  );
}

function NewNote({ transId }: { readonly transId: string }) {
  const t = useTexts();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [key, setKey] = useState(newIdempotencyKey);
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/payments/{trans_id}/notes', {
          params: { path: { trans_id: transId }, header: { 'Idempotency-Key': key } },
          body: { text: text.trim() },
        }),
      ),
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: ['payment', transId] });
    },
    onSettled: () => setKey(newIdempotencyKey()),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          aria-label={t.payment.noteText}
          placeholder={t.payment.noteText}
          autosize
          minRows={2}
          maxLength={4_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ProblemNote error={error} />
        <Button variant="default" size="xs" type="submit" loading={isPending}>
          {t.payment.addNote}
        </Button>
      </Stack>
    </form>
  );
}
