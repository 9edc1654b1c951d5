/** Sends again all that failed and matches: counted first, then sent. */
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useReading } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApps } from '../../query/apps.ts';
import { useOnce } from '../../query/once.ts';
import { dayBegins, given } from '../../query/search.ts';

export function ResendDialog(props: {
  readonly appId: string | undefined;
  readonly endpoint: string | undefined;
  readonly onClose: () => void;
}) {
  const { say, format } = useReading();
  const apps = useApps() ?? [];
  const only = apps.length === 1 ? apps[0]?.app_id : undefined;
  const [chosen, setChosen] = useState(props.appId);
  const [since, setSince] = useState('');
  const appId = chosen ?? only;
  const match = given({ app_id: appId, endpoint: props.endpoint, since: dayBegins(since) });
  const counted = useCount(match);
  const resend = useResend(props.onClose);
  const count = counted.data?.count;
  return (
    <Dialog title={say('resend.title')} onClose={props.onClose} stays={resend.isPending}>
      <Stack gap="md">
        <Select
          label={say('app')}
          data={apps.map(({ app_id, name }) => ({ value: app_id, label: name }))}
          value={appId ?? null}
          onChange={(id) => setChosen(id ?? undefined)}
          placeholder={say('resend.chooseApp')}
          comboboxProps={{ withinPortal: false }}
        />
        {props.endpoint && <Text className="mono">{props.endpoint}</Text>}
        <TextField
          type="date"
          label={say('resend.since')}
          description={say('resend.sinceAbout')}
          value={since}
          onChange={setSince}
        />
        <Text role="status" mih={24}>
          {count !== undefined && say('resend.count', { count: format.count(count) })}
        </Text>
        <ProblemNote error={counted.error ?? resend.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {say('cancel')}
          </Button>
          <Button
            disabled={count === undefined || count === 0 || counted.isFetching}
            loading={resend.isPending}
            onClick={() => resend.mutate(match)}
          >
            {say('resend.go', { count: format.count(count ?? 0) })}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

type Match = { app_id?: string; endpoint?: string; since?: string };

/** The dry run: what would be sent again. */
function useCount(match: Match) {
  return useQuery({
    queryKey: ['callbacks', 'resendable', match],
    queryFn: () => answerOf(api.POST('/callbacks/resend', { body: { ...match, dry_run: true } })),
    enabled: match.app_id !== undefined,
  });
}

function useResend(onDone: () => void) {
  const client = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: (match: Match) =>
      answerOf(
        api.POST('/callbacks/resend', {
          params: { header: once.header },
          body: { ...match, dry_run: false },
        }),
      ),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['callbacks'] });
      await client.invalidateQueries({ queryKey: ['callback-health'] });
      onDone();
    },
    onError: once.onError,
  });
}
