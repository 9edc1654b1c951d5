/** One shop: its settings, its secret, its callback addresses, its channels. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TestMark } from '../../parts/state-badge.tsx';
import { useTexts } from '../../texts/language.tsx';
import { AddressesCard } from './addresses-card.tsx';
import { ChannelsCard } from './channels-card.tsx';
import { SecretCard } from './secret-card.tsx';
import { SettingsCard } from './settings-card.tsx';

export function AppPage() {
  const t = useTexts();
  const { appId } = useParams({ from: '/apps/$appId' });
  const { data: app, error } = useQuery({
    queryKey: ['configuration', 'app', appId],
    queryFn: () => answerOf(api.GET('/apps/{app_id}', { params: { path: { app_id: appId } } })),
  });
  if (!app) {
    return (
      <Page title={t.nav.apps}>
        {error ? <ProblemNote error={error} /> : <Skeleton height={320} />}
      </Page>
    );
  }
  return (
    <Page
      title={app.name}
      actions={
        <>
          {app.mode === 'test' && <TestMark />}
          <CopyId id={app.app_id} />
        </>
      }
    >
      <ProblemNote error={error} />
      <ChannelsCard app={app} />
      <AddressesCard app={app} />
      <SettingsCard key={JSON.stringify(app)} app={app} />
      <SecretCard app={app} />
    </Page>
  );
}
