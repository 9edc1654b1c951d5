/** What a person should look at, what it means, and how to say that it was dealt with. */
import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';

export function Alerts({ payment }: { readonly payment: PaymentWhole }) {
  const { say } = useReading();
  const may = useMay();
  const client = useQueryClient();
  const { trans_id } = payment;
  const dismiss = useMutation({
    mutationFn: (alert: PaymentWhole['alerts'][number]) =>
      answerOf(
        api.DELETE('/payments/{trans_id}/alerts/{alert}', {
          params: { path: { trans_id, alert } },
        }),
      ),
    onSuccess: (whole) => client.setQueryData(['payment', trans_id], whole),
  });
  return (
    <>
      {payment.alerts.map((alert) => (
        <Alert
          key={alert}
          color="yellow"
          icon={<IconAlertTriangle aria-hidden />}
          styles={{ message: { color: 'var(--ink)' } }}
        >
          <Group justify="space-between">
            <span>{wordOf(say, 'alert', alert)}</span>
            {may('payments:note') && !payment.may.settle && (
              <Button
                variant="default"
                size="xs"
                loading={dismiss.isPending}
                onClick={() => dismiss.mutate(alert)}
              >
                {say('alert.dismiss')}
              </Button>
            )}
          </Group>
        </Alert>
      ))}
      <ProblemNote error={dismiss.error} />
    </>
  );
}
