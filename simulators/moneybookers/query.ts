/** The merchant query interface: how a transaction stands, and its report once more. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Twists, withholdAnswer } from '../answers.ts';
import type { Checkout } from './payer.ts';
import { formOf, paymentReports, statusFields } from './reports.ts';
import type { Account, State, Transaction } from './state.ts';

export type Api = Checkout & { readonly twists: Twists; readonly calls: string[] };

type Parameters = Readonly<Record<string, string | undefined>>;

export function queryRoute(server: FastifyInstance, api: Api): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/app/query.pl',
    handler: async (request, reply) => {
      const given = parametersOf(request);
      api.calls.push(`query ${given.action}`);
      const twist = api.twists.next('query');
      if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
      if (twist?.how === 'fail') return reply.code(twist.status).send('Service unavailable');
      return send(reply, twist?.how === 'refuse' ? twist.issue : answer(api, given));
    },
  });
}

export function parametersOf(request: FastifyRequest): Parameters {
  return { ...(request.query as Parameters), ...((request.body ?? {}) as Parameters) };
}

function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/plain').send(text);
}

function answer(api: Api, given: Parameters): string {
  const { state, reports } = api;
  if (!mayLogIn(state.account, given)) return '401\t\tCannot login';
  const found = find(state, given);
  const named = given.trn_id ?? given.mb_trn_id;
  if (!found) return `403\t\tTransaction not found: ${named ?? ''}`;
  switch (given.action) {
    case 'status_trn':
      return `200\t\tOK\n${formOf(statusFields(state.account, found))}`;
    case 'repost': {
      const again = paymentReports(state.account, found);
      reports.publish(again.map((each) => ({ ...each, url: given.status_url ?? each.url })));
      return '200\t\tOK';
    }
    default:
      return '402\t\tUnknown action';
  }
}

/** Only the lower-case hex of the password's MD5 is let in. */
export function mayLogIn(account: Account, { email, password }: Parameters): boolean {
  const expected = createHash('md5').update(account.apiPassword).digest('hex');
  return email?.toLowerCase() === account.payToEmail && password === expected;
}

/** By the merchant's own id, which wins, or by Skrill's. Of several, the one that was paid, else the last. */
function find({ transactions, account }: State, given: Parameters): Transaction | undefined {
  const own = transactions.filter(({ merchantId }) => merchantId === account.merchantId);
  if (given.trn_id === undefined) return own.find(({ id }) => id === given.mb_trn_id);
  const named = own.filter(({ session }) => session.transactionId === given.trn_id);
  return named.find(({ status }) => status === '2') ?? named.at(-1);
}
