import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { SESSION_KEY } from '../api/query-client.ts';
import { useTexts } from '../texts/language.tsx';

/** Nothing of what was seen stays behind for whoever signs in next. */
export function SignOut() {
  const t = useTexts();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => answerOf(api.DELETE('/session')),
    onSettled: () => {
      client.clear();
      client.setQueryData(SESSION_KEY, null);
    },
  });
  return (
    <Button variant="default" size="xs" loading={isPending} onClick={() => mutate()}>
      {t.shell.signOut}
    </Button>
  );
}
