/** Money came in that does not match: a person decides whether it pays for the order. */
import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { formatMoney } from '../../parts/money.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useLanguage } from '../../texts/language.tsx';

type Decision = 'accept' | 'reject';

export function SettleDialog(props: {
  readonly payment: PaymentWhole;
  readonly close: () => void;
}) {
  const { payment, close } = props;
  const { t, locale } = useLanguage();
  const say = useSay();
  const client = useQueryClient();
  const waiting = payment.attempts.filter(({ state }) => state === 'review');
  const [attempt, setAttempt] = useState(waiting[0]?.id ?? '');
  const [decision, setDecision] = useState<Decision | undefined>();
  const [reason, setReason] = useState('');
  const [key] = useState(newIdempotencyKey);
  const settle = useMutation({
    mutationFn: (chosen: Decision) =>
      answerOf(
        api.POST('/payments/{trans_id}/settle', {
          params: {
            path: { trans_id: payment.trans_id },
            header: { 'Idempotency-Key': `${key}-${chosen}-${attempt}` },
          },
          body: {
            decision: chosen,
            attempt,
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        }),
      ),
    onSuccess: async () => {
      say(t.settle.done);
      close();
      await client.invalidateQueries({ queryKey: ['payment', payment.trans_id] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (decision) settle.mutate(decision);
  };
  return (
    <Modal opened onClose={close} title={t.settle.title}>
      <form onSubmit={submit}>
        <Stack>
          <Radio.Group label={t.settle.which} value={attempt} onChange={setAttempt}>
            {waiting.map(({ id, channel, received }) => (
              <Radio
                key={id}
                mt="xs"
                value={id}
                label={received ? `${channel} · ${formatMoney(received, locale)}` : channel}
                description={t.settle.asked(formatMoney(payment.gross, locale))}
              />
            ))}
          </Radio.Group>
          <Radio.Group
            label={t.settle.decision}
            value={decision ?? ''}
            onChange={(value) => setDecision(value as Decision)}
          >
            <Radio
              mt="xs"
              value="accept"
              label={t.settle.accept}
              description={t.settle.acceptAbout}
            />
            <Radio
              mt="xs"
              value="reject"
              label={t.settle.reject}
              description={t.settle.rejectAbout}
            />
          </Radio.Group>
          <TextInput
            label={t.settle.reason}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNote error={settle.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t.parts.cancel}
            </Button>
            <Button type="submit" disabled={!decision} loading={settle.isPending}>
              {t.settle.go}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
