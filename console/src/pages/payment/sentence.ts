/** What an entry of the story says. The API has a sentence in English; other languages have ours. */
import type { TimelineEntry } from '../../api/shapes.ts';
import { type Language, type Say, wordOf } from '../../i18n/language.tsx';

export function sentenceOf(entry: TimelineEntry, language: Language, say: Say): string {
  if (language === 'en') return entry.text;
  const amount = entry.gross ? `${entry.gross.amount} ${entry.gross.currency}` : '';
  const word = (prefix: string, value: string | undefined) =>
    value === undefined ? '' : wordOf(say, prefix, value);
  const { channel = '', status = '' } = entry;
  switch (entry.kind) {
    case 'payment_opened':
      return say('tale.payment_opened');
    case 'attempt_started':
      return say('tale.attempt_started', { channel });
    case 'channel_call':
      return say('tale.channel_call', {
        channel,
        operation: word('operation', entry.operation),
        outcome: entry.outcome ?? '',
      });
    case 'notice': {
      const facts =
        entry.facts?.map(({ kind, outcome }) => word('fact', kind) + word('fact', outcome)) ?? [];
      return say('tale.notice', {
        who: channel,
        facts: facts.join('、'),
        effect: word('effect', entry.effect),
      });
    }
    case 'refund':
    case 'dispute':
    case 'reversal':
      return say('tale.return', { what: say(entry.kind), state: word(entry.kind, entry.state) });
    case 'event':
      return say('tale.event', { status, amount });
    case 'transfer':
      return say('tale.transfer', {
        amount,
        debit: word('ledger', entry.debit),
        credit: word('ledger', entry.credit),
      });
    case 'callback_send':
      return say('tale.callback_send', {
        number: entry.number ?? 0,
        outcome: word('send', entry.outcome),
        code: entry.status_code ?? entry.why ?? '',
      });
    case 'verify':
      return say('tale.verify', { calls: entry.calls ?? 1, answer: entry.answer ?? '' });
    default:
      return entry.text;
  }
}
