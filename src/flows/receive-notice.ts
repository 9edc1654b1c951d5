/** A channel's notice comes in: verified, then read, then applied; answered only after the commit. */
import type { App } from '../domain/app.ts';
import type { ChannelAccount, ChannelAdapter, Fact, RawNotice } from '../domain/channel.ts';
import { type Attempt, hasMoney, type Payment } from '../domain/payment.ts';
import { type Exchange, exchangeInWords } from '../exchanges.ts';
import { reached } from '../steps.ts';
import { applyNotice } from './apply-notice.ts';
import { askAdapter, overhear } from './ask-adapter.ts';
import { askChannel, queryOf } from './ask-channel.ts';
import type { Centre } from './centre.ts';

export type Received =
  | { readonly kind: 'taken'; readonly contentType: string; readonly body: string }
  | { readonly kind: 'unknown_account' }
  | { readonly kind: 'forged' }
  /** Could not be checked now: the channel has to send it again. */
  | { readonly kind: 'unverifiable' };

export async function receiveNotice(
  centre: Centre,
  channel: string,
  accountId: string,
  raw: RawNotice,
): Promise<Received> {
  const owner = await centre.directory.account(accountId);
  const adapter = centre.channels.get(channel);
  // A notice of one channel can never speak for an account of another.
  if (!owner || !adapter || owner.account.channel !== channel) return { kind: 'unknown_account' };
  const asked: Exchange[] = [];
  // Anybody can have us ask the channel by a forged notice, so that counts for nobody's health.
  const about = { account: owner.account, adapter };
  const verdict = await overhear(about, asked, () => adapter.verifyNotice(owner.account, raw));
  if (verdict.kind !== 'genuine') {
    centre.log.warn({ accountId, verdict: verdict.kind, why: verdict.why }, 'notice not accepted');
    return { kind: verdict.kind };
  }
  reached('notice verified', accountId);
  const read = verdict.facts ?? adapter.readNotice(owner.account, raw);
  const told = await overhear(about, asked, () => completed(centre, owner, adapter, read));
  const facts = await withPayer(centre, owner, adapter, told, verdict.noticeKey);
  const applied = await applyNotice(centre, {
    ...owner,
    source: 'notice',
    noticeKey: verdict.noticeKey,
    facts,
    transcript: [adapter.scrub(raw), ...asked.map(askedInWords)].join('\n'),
    raw: raw.body,
    receivedAtMs: raw.receivedAtMs,
  });
  if (facts.some((fact) => fact.kind === 'pending' && fact.ask)) {
    await finish(centre, owner, facts);
  }
  centre.log.debug({ accountId, applied, facts: facts.map((fact) => fact.kind) }, 'notice taken');
  const reply = adapter.replyToNotice?.() ?? { contentType: 'text/plain', body: '' };
  return { kind: 'taken', ...reply };
}

/** What the channel was asked because of a notice stands in the transcript of that notice. */
function askedInWords(exchange: Exchange): string {
  return `${exchangeInWords(exchange)}: ${exchange.answered ?? 'nothing'}`;
}

type Owner = { readonly app: App; readonly account: ChannelAccount };

/** What a notice leaves open is asked for; news does not wait for an answer that does not come. */
async function completed(
  centre: Centre,
  { account }: Owner,
  adapter: ChannelAdapter,
  facts: readonly Fact[],
): Promise<readonly Fact[]> {
  try {
    return (await adapter.completeFacts?.(account, facts)) ?? facts;
  } catch (error) {
    centre.log.warn({ accountId: account.id, err: error }, 'a notice stays as it is');
    return facts;
  }
}

/**
 * Adds the payer's address to news of a payment that came without it, as merchants are told it. Money
 * does not wait for it: if the channel cannot be asked, the news goes on as it is.
 */
async function withPayer(
  centre: Centre,
  { account }: Owner,
  adapter: ChannelAdapter,
  facts: readonly Fact[],
  noticeKey: string,
): Promise<readonly Fact[]> {
  const [paid] = facts;
  if (!adapter.findPayerEmail || paid?.kind !== 'paid' || paid.payerEmail !== undefined) {
    return facts;
  }
  const found = await findSubject(centre, account, paid, noticeKey);
  const news = found?.attempt.channelTransaction !== paid.channelTransaction;
  if (!found || found.noticeTaken || !news) return facts;
  const payerEmail = await findPayer(centre, account, adapter, found).catch((error: unknown) => {
    centre.log.warn({ attemptId: found.attempt.id, err: error }, 'the payer is not known');
    return undefined;
  });
  return payerEmail === undefined ? facts : [{ ...paid, payerEmail }, ...facts.slice(1)];
}

async function findPayer(
  centre: Centre,
  account: ChannelAccount,
  adapter: ChannelAdapter,
  { payment, attempt }: { payment: Payment; attempt: Attempt },
): Promise<string | undefined> {
  const question = { operation: 'payer', account, adapter, attemptId: attempt.id } as const;
  const { outcome } = await askAdapter(centre, question, async () => {
    const email = await adapter.findPayerEmail?.(queryOf(account, payment, attempt));
    return { kind: email === undefined ? 'not_told' : 'told', email } as const;
  });
  return outcome.email;
}

/**
 * The channel waits for us. A repeat of the notice comes here too, so that one whose handling broke off
 * is finished; the money itself is collected once, whoever asks and however often.
 */
async function finish(centre: Centre, owner: Owner, facts: readonly Fact[]): Promise<void> {
  const found = facts[0] && (await findSubject(centre, owner.account, facts[0], null));
  if (!found || hasMoney(found.attempt)) return;
  await askChannel(centre, owner.app, found.payment, found.attempt).catch((error: unknown) => {
    centre.log.warn({ attemptId: found.attempt.id, err: error }, 'not collected yet');
  });
}

async function findSubject(
  centre: Centre,
  account: ChannelAccount,
  { subject }: Fact,
  noticeKey: string | null,
) {
  const { payment, attemptId, noticeTaken } = await centre.find({
    accountId: account.id,
    paymentId: null,
    reference: subject.reference ?? null,
    channelTransaction: subject.channelTransaction ?? null,
    noticeKey,
  });
  const attempt = payment?.attempts.find((each) => each.id === attemptId);
  return payment && attempt && { payment, attempt, noticeTaken };
}
