/** What may be asked of a payer: the parameters of a session, and what Skrill says of wrong ones. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Twists, withholdAnswer } from '../answers.ts';
import { readAmount } from './amount.ts';
import { newSid, type Session, type State } from './state.ts';

type Parameters = Readonly<Record<string, string | undefined>>;

/** The longest that each may be. */
const LENGTH_MAX: Readonly<Record<string, number>> = {
  pay_to_email: 50,
  amount: 19,
  currency: 3,
  transaction_id: 100,
  return_url: 240,
  return_url_text: 35,
  cancel_url: 240,
  status_url: 400,
  status_url2: 400,
  logo_url: 240,
  recipient_description: 30,
  merchant_fields: 240,
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((n) => [
      [`detail${n}_description`, 240],
      [`detail${n}_text`, 240],
    ]),
  ),
};

/** Opens a session, by POST or by GET: the SID, or JSON that says why not, with status 200 in either case. */
export function prepareRoute(
  server: FastifyInstance,
  { state, twists, calls }: { state: State; twists: Twists; calls: string[] },
  show: (sid: string, reply: FastifyReply) => FastifyReply,
): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const given = { ...(request.query as Parameters), ...((request.body ?? {}) as Parameters) };
    if (given.sid !== undefined) return show(given.sid, reply);
    calls.push('prepare');
    const twist = twists.next('prepare');
    if (twist?.how === 'fail') return reply.code(twist.status).send('Service unavailable');
    const opened = twist?.how === 'refuse' ? twist.issue : openSession(state, given);
    if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
    if (typeof opened === 'string') return reply.send({ code: 'BAD_REQUEST', message: opened });
    if (given.prepare_only !== '1') return reply.redirect(`/?sid=${opened.sid}`, 303);
    return reply.type('text/plain').send(opened.sid);
  };
  server.route({ method: ['GET', 'POST'], url: '/', handler });
  server.get('/app/', handler);
}

/** The session, or what is wrong with it. */
export function openSession(state: State, given: Parameters): Session | string {
  const long = Object.entries(LENGTH_MAX).find(([name, max]) => (given[name] ?? '').length > max);
  if (long) return `Invalid value for ${long[0]}`;
  if (given.pay_to_email?.toLowerCase() !== state.account.payToEmail) {
    return 'Invalid value for pay_to_email';
  }
  const amount = readAmount(given.amount, given.currency);
  if (!amount) return 'Invalid value for amount or currency';
  const { transaction_id: transactionId = '' } = given;
  const paid = state.transactions.some(
    ({ session, status }) => session.transactionId === transactionId && status === '2',
  );
  if (transactionId !== '' && paid) return `Already paid for ${transactionId}`;
  const urls = [given.status_url, given.status_url2].filter((url) => url !== undefined);
  if (urls.some((url) => !/^(https?:\/\/|mailto:)/.test(url)))
    return 'Invalid value for status_url';
  const merchantFields = readMerchantFields(given);
  if (!merchantFields) return 'Invalid value for merchant_fields';
  const session: Session = {
    sid: newSid(),
    transactionId,
    amount,
    statusUrls: urls.filter((url) => !url.startsWith('mailto:')),
    returnUrl: given.return_url ?? '',
    cancelUrl: given.cancel_url ?? '',
    details: [given.detail1_description ?? '', given.detail1_text ?? ''].filter(Boolean),
    merchantFields,
    createdAtMs: Date.now(),
  };
  state.sessions.set(session.sid, session);
  return session;
}

/** Up to five fields of the merchant's own, which come back with every report. */
export function readMerchantFields(given: Parameters): Record<string, string> | undefined {
  const names = (given.merchant_fields ?? '').split(',').map((name) => name.trim());
  const own = names.filter(Boolean);
  if (own.length > 5) return undefined;
  return Object.fromEntries(own.map((name) => [name, given[name] ?? '']));
}
