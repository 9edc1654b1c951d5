/** What happened, from top to bottom in the order of causes, each with who says so. */
import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PaymentWhole, TimelineEntry } from '../../api/shapes.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

const DRAWINGS: Readonly<Record<TimelineEntry['kind'], IconName>> = {
  payment_opened: 'shop',
  attempt_started: 'payments',
  notice: 'callbacks',
  refund: 'back',
  dispute: 'disputes',
  reversal: 'back',
  event: 'check',
  transfer: 'ledger',
  callback_send: 'callbacks',
  verify: 'eye',
  note: 'note',
};

function meaningOf({ outcome, effect, kind, answer }: TimelineEntry): string {
  if (outcome === 'acknowledged' || answer === 'OK') return 'state-paid';
  if (outcome !== undefined || effect === 'rejected' || answer !== undefined) return 'state-failed';
  if (effect === 'parked' || kind === 'dispute' || kind === 'reversal') return 'state-waiting';
  return 'state-quiet';
}

export function Story({ payment }: { readonly payment: PaymentWhole }) {
  return (
    <ol className="story">
      {payment.timeline.map((entry, index) => (
        // The story only grows: what stands at a place stays there.
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id of their own
        <Entry key={index} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const t = useTexts();
  return (
    <li>
      <span className={`story-mark ${meaningOf(entry)}`}>
        <Icon name={DRAWINGS[entry.kind]} size={16} />
      </span>
      <Group justify="space-between" gap="xs" align="baseline">
        <Text fw={600} size="sm">
          {t.story[entry.kind]}
          {entry.status ? ` · ${entry.status}` : ''}
        </Text>
        <Text size="xs" c="dimmed">
          <TimeText at={entry.at} full />
        </Text>
      </Group>
      <Text size="sm">
        {entry.note ?? entry.text} {entry.gross && <MoneyText money={entry.gross} />}
      </Text>
      <Text size="xs" c="dimmed">
        {t.saidBy[entry.said_by]}
        {entry.author ? `: ${entry.author.name}` : ''}
      </Text>
      {entry.callback && (
        <Anchor size="xs" component={Link} to={`/callbacks/${entry.callback}`}>
          {t.payment.openCallback}
        </Anchor>
      )}
      <Raw entry={entry} />
    </li>
  );
}

/** The words of strangers, as text and nothing else. */
function Raw({ entry }: { readonly entry: TimelineEntry }) {
  const t = useTexts();
  const { transcript, reply, at: _, kind: __, said_by: ___, text: ____, ...rest } = entry;
  const words = transcript ?? reply;
  return (
    <details>
      <summary>{t.payment.raw}</summary>
      {words && <pre className="raw">{words}</pre>}
      <pre className="raw">{JSON.stringify(rest, null, 2)}</pre>
    </details>
  );
}
