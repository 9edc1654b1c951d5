import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import { useReading } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Mark, TestMark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { AddressesSection } from './addresses-section.tsx';
import { ChannelsSection } from './channels-section.tsx';
import { SecretSection } from './secret-section.tsx';
import { SettingsSection } from './settings-section.tsx';

export function AppPage() {
  const { say } = useReading();
  const { appId } = useParams({ from: '/apps/$appId' });
  const query = useQuery({
    queryKey: ['apps', appId],
    queryFn: () => answerOf(api.GET('/apps/{app_id}', { params: { path: { app_id: appId } } })),
  });
  return (
    <Loaded query={query} title={say('app')}>
      {(app) => (
        <Page
          title={app.name}
          marks={
            <>
              {app.mode === 'test' ? <TestMark /> : <Mark meaning="paid">{say('app.live')}</Mark>}
              <Copyable text={app.app_id} />
            </>
          }
        >
          <ChannelsSection app={app} />
          <AddressesSection app={app} />
          <SecretSection app={app} />
          <SettingsSection key={JSON.stringify(app)} app={app} />
        </Page>
      )}
    </Loaded>
  );
}
