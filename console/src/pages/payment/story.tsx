/** A payment's story from top to bottom: when, what, who says so, and their very words. */

import { Group, Text } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBook2,
  IconBuildingStore,
  IconFlag,
  IconGavel,
  IconMessage,
  IconPointer,
  type IconProps,
  IconSend,
  IconShieldCheck,
  IconTransfer,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { PaymentWhole, TimelineEntry } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { TextLink } from '../../parts/link.tsx';
import { Mark, type Meaning } from '../../parts/mark.tsx';
import { Moment } from '../../parts/moment.tsx';
import { sentenceOf } from './sentence.ts';

const ICONS: Readonly<Record<TimelineEntry['kind'], ComponentType<IconProps>>> = {
  payment_opened: IconFlag,
  attempt_started: IconPointer,
  channel_call: IconTransfer,
  notice: IconMessage,
  refund: IconArrowBackUp,
  dispute: IconGavel,
  reversal: IconArrowBackUp,
  event: IconBuildingStore,
  transfer: IconBook2,
  callback_send: IconSend,
  verify: IconShieldCheck,
  note: IconMessage,
};

export function Story({ payment }: { readonly payment: PaymentWhole }) {
  return (
    <ol className="story">
      {payment.timeline.map((entry, index) => (
        // Entries are only ever added, and those of one moment have no other order.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what an entry is known by.
        <Entry key={`${entry.at} ${entry.kind} ${index}`} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const { say, language } = useReading();
  const Icon = ICONS[entry.kind];
  return (
    <li>
      <span className={`dot meaning-${meaningOf(entry)}`}>
        <Icon size={14} aria-hidden />
      </span>
      <Group gap="xs" wrap="wrap">
        <Text size="sm" c="dimmed" component="span">
          <Moment at={entry.at} precise />
        </Text>
        <Text size="sm" c="dimmed" component="span">
          {wordOf(say, 'said', entry.said_by)}
          {entry.author && ` · ${entry.author.name}`}
        </Text>
        {isOpenTrouble(entry) && <Mark meaning="failed">{say('story.failed')}</Mark>}
      </Group>
      <Text size="sm" className="said">
        {entry.kind === 'note' && entry.note !== undefined
          ? entry.note
          : sentenceOf(entry, language, say)}
      </Text>
      <Words entry={entry} />
    </li>
  );
}

function isOpenTrouble({ kind, outcome, failed, effect }: TimelineEntry): boolean {
  return (
    failed === true || effect === 'rejected' || (kind === 'callback_send' && outcome === 'failed')
  );
}

function meaningOf(entry: TimelineEntry): Meaning {
  if (isOpenTrouble(entry)) return 'failed';
  if (entry.kind === 'callback_send') return entry.outcome === 'acknowledged' ? 'paid' : 'waiting';
  if (entry.kind === 'event') return entry.status === 'SUCCESS' ? 'paid' : 'waiting';
  return 'quiet';
}

/** The raw shapes, for whoever wants them: behind a disclosure, and as plain text only. */
function Words({ entry }: { readonly entry: TimelineEntry }) {
  const { say } = useReading();
  return (
    <>
      {entry.transcript && (
        <details>
          <summary>{say('story.transcript')}</summary>
          <pre className="transcript">{entry.transcript}</pre>
        </details>
      )}
      {entry.exchanges && entry.exchanges.length > 0 && (
        <details>
          <summary>{say('story.exchange')}</summary>
          {entry.exchanges.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change.
            <pre key={index} className="transcript">
              {[
                `${each.method} ${each.address}`,
                each.asked,
                `${each.status ?? each.why ?? ''} (${each.took_ms} ms)${each.channel_trace ? ` ${each.channel_trace}` : ''}`,
                each.answered,
              ]
                .filter(Boolean)
                .join('\n\n')}
            </pre>
          ))}
        </details>
      )}
      {entry.callback && (
        <TextLink
          to="/callbacks/$callbackId"
          params={{ callbackId: entry.callback }}
          size="sm"
          display="block"
          w="fit-content"
        >
          {say('story.request')}
        </TextLink>
      )}
      {entry.reply !== undefined && entry.reply !== null && (
        <details>
          <summary>{say('story.reply')}</summary>
          <pre className="transcript">
            {`POST ${entry.url} → ${entry.address ?? ''}\n${entry.status_code ?? ''} (${entry.latency_ms} ms)\n\n${entry.reply}`}
          </pre>
        </details>
      )}
    </>
  );
}
