/** Changes of an app answer with the app as it is now. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { operations } from '../../api/schema.d.ts';

type Body = operations['changeApp']['requestBody']['content']['application/json'];

export function useChangeApp(appId: string) {
  const renew = useRenewApps();
  return useMutation({
    mutationFn: (body: Body) =>
      answerOf(api.PATCH('/apps/{app_id}', { params: { path: { app_id: appId } }, body })),
    onSuccess: renew,
  });
}

/** To be called after anything of the app has changed. */
export function useRenewApps(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['apps'] });
}
