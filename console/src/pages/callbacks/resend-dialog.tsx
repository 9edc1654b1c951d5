/** All that failed are sent again; how many that would be stands there before anybody agrees. */
import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useTexts } from '../../texts/language.tsx';

type Filter = { readonly app_id?: string; readonly endpoint?: string };

export function ResendDialog(props: { readonly filter: Filter; readonly close: () => void }) {
  const { filter, close } = props;
  const t = useTexts();
  const say = useSay();
  const client = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const dryRun = useQuery({
    queryKey: ['resend', filter],
    queryFn: () => answerOf(api.POST('/callbacks/resend', { body: { ...filter, dry_run: true } })),
    gcTime: 0,
  });
  const resend = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/callbacks/resend', {
          params: { header: { 'Idempotency-Key': key } },
          body: filter,
        }),
      ),
    onSuccess: async ({ count }) => {
      say(t.callbacks.resent(count));
      close();
      await client.invalidateQueries({ queryKey: ['callbacks'] });
    },
  });
  const count = dryRun.data?.count;
  return (
    <Modal opened onClose={close} title={t.callbacks.resendAll}>
      <Stack>
        {filter.endpoint && <Text className="mono">{filter.endpoint}</Text>}
        {count === undefined ? (
          <Skeleton height={24} visible={!dryRun.error} />
        ) : (
          <Text>{count === 0 ? t.callbacks.resendNone : t.callbacks.resendCount(count)}</Text>
        )}
        <ProblemNote error={dryRun.error ?? resend.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t.parts.cancel}
          </Button>
          <Button disabled={!count} loading={resend.isPending} onClick={() => resend.mutate()}>
            {t.callbacks.go}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
