/** What waits for a person, each with the way there. */
import { Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Attention } from '../../api/shapes.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useLanguage } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

type Item = {
  readonly icon: IconName;
  readonly text: string;
  readonly to: LinkProps['to'];
  readonly search?: object;
};

function itemsOf(found: Attention, t: Texts): readonly Item[] {
  const { reviews, duplicates, refunds_unsettled, disputes, callbacks, channels } = found;
  const needs = { needs: true };
  const all: readonly (Item & { readonly count: number })[] = [
    {
      icon: 'eye',
      count: reviews.count,
      text: t.home.reviews(reviews.count),
      to: '/payments',
      search: { state: ['review'] },
    },
    {
      icon: 'copy',
      count: duplicates.count,
      text: t.home.duplicates(duplicates.count),
      to: '/payments',
      search: needs,
    },
    {
      icon: 'back',
      count: refunds_unsettled.count,
      text: t.home.unsettled(refunds_unsettled.count),
      to: '/payments',
      search: needs,
    },
    {
      icon: 'disputes',
      count: disputes.open,
      text: t.home.disputes(disputes.open),
      to: '/disputes',
    },
    {
      icon: 'callbacks',
      count: callbacks.failed,
      text: t.home.callbacksFailed(callbacks.failed),
      to: '/callbacks',
      search: { state: 'failed' },
    },
    {
      icon: 'warning',
      count: callbacks.addresses_down,
      text: t.home.addressesDown(callbacks.addresses_down),
      to: '/callbacks',
    },
    ...channels.map(({ app_id, channel, started, paid }) => ({
      icon: 'warning' as const,
      count: 1,
      text: t.home.troubled(channel, app_id, paid, started),
      to: '/payments' as const,
      search: { channel, state: ['failed'] },
    })),
  ];
  return all.filter(({ count }) => count > 0);
}

export function AttentionCard({ app }: { readonly app: string | undefined }) {
  const { t } = useLanguage();
  const { data, error } = useQuery({
    queryKey: ['attention', app],
    queryFn: () =>
      answerOf(
        api.GET('/attention', { params: { query: app === undefined ? {} : { app_id: app } } }),
      ),
  });
  const items = data ? itemsOf(data, t) : [];
  return (
    <Section title={t.home.attention}>
      <ProblemNote error={error} />
      {data && items.length === 0 && (
        <Group gap="xs">
          <Icon name="check" />
          <Text size="sm">{t.home.allIsWell}</Text>
        </Group>
      )}
      {items.map(({ icon, text, to, search }) => (
        <Group key={text} gap="sm" mih={40} wrap="nowrap">
          <Icon name={icon} />
          <Anchor component={Link} to={to as string} search={(search ?? {}) as never} size="sm">
            {text}
          </Anchor>
        </Group>
      ))}
    </Section>
  );
}
