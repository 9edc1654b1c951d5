/** How each address does: one that keeps failing is down, and since when. */
import { Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { AddressHealth } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { StateMark } from '../../parts/mark.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { Section } from '../../parts/page.tsx';
import { useAppName } from '../../query/apps.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';

export function Addresses({ show }: { readonly show: (address: AddressHealth) => void }) {
  const { say, format } = useReading();
  const appName = useAppName();
  const app = useAppFilter();
  const { data } = useQuery({
    queryKey: ['callback-health', app],
    queryFn: () => answerOf(api.GET('/callbacks/health', { params: { query: app } })),
  });
  if (!data || data.data.length === 0) return null;
  return (
    <Section title={say('addresses')}>
      <ul className="plain lines">
        {data.data.map((each) => (
          <li key={`${each.app_id} ${each.endpoint}`}>
            <Group gap="sm">
              <StateMark of="address" state={each.state} />
              <span className="mono">{each.endpoint}</span>
              <Text size="sm" c="dimmed">
                {appName(each.app_id)}
              </Text>
              {each.down_since && (
                <Text size="sm">
                  {say('address.since')} <FromNow at={each.down_since} />
                </Text>
              )}
              {each.failed > 0 && (
                <Anchor component="button" size="sm" onClick={() => show(each)}>
                  {say('address.failed', { count: format.count(each.failed) })}
                </Anchor>
              )}
              {each.waiting > 0 && (
                <Text size="sm">
                  {say('address.waiting', { count: format.count(each.waiting) })}
                </Text>
              )}
            </Group>
            {each.state !== 'up' && each.last_error && <small>{each.last_error}</small>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
