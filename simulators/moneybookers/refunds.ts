/** Refunds, in two steps: named, then made. */
import type { FastifyInstance } from 'fastify';
import { withholdAnswer } from '../answers.ts';
import { decimal, readAmount } from './amount.ts';
import { readMerchantFields } from './prepare.ts';
import { type Api, mayLogIn, parametersOf } from './query.ts';
import { refundReports } from './reports.ts';
import { leftOf, newSid, refund } from './state.ts';

type Parameters = ReturnType<typeof parametersOf>;

export function refundRoute(server: FastifyInstance, api: Api): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/app/refund.pl',
    handler: async (request, reply) => {
      const given = parametersOf(request);
      const operation = given.action === 'prepare' ? 'refund_prepare' : 'refund';
      api.calls.push(operation);
      const twist = api.twists.next(operation);
      if (twist?.how === 'fail') return reply.code(twist.status).send('Service unavailable');
      const done = twist?.how === 'refuse' ? failure(twist.issue) : perform(api, given);
      if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
      return reply.type('text/xml').send(`<?xml version="1.0" encoding="UTF-8"?>\n${done}`);
    },
  });
}

function perform(api: Api, given: Parameters): string {
  if (given.action === 'prepare') return prepare(api, given);
  return given.action === 'refund' ? make(api, given) : failure('GENERIC_ERROR');
}

function prepare({ state }: Api, given: Parameters): string {
  if (!mayLogIn(state.account, given)) return failure('CANNOT_LOGIN');
  const { transaction_id: own, mb_transaction_id: id, refund_status_url: statusUrl } = given;
  const of = state.transactions.find((each) =>
    id === undefined ? own !== undefined && each.session.transactionId === own : each.id === id,
  );
  const fields = readMerchantFields(given);
  if (!of || !fields || of.status !== '2') return failure('GENERIC_ERROR');
  const left = leftOf(of);
  if (left.minor === 0n) return '<response><error>ALREADY_REFUNDED</error></response>';
  const amount = given.amount === undefined ? undefined : readAmount(given.amount, left.currency);
  if (given.amount !== undefined && !amount) return failure('MISSING_AMOUNT');
  if (amount && amount.minor > left.minor) return failure('BALANCE_NOT_ENOUGH');
  const sid = newSid();
  state.refundSessions.set(sid, { of, amount, statusUrl, merchantFields: fields });
  return response({ sid });
}

function make({ state, reports }: Api, { sid = '' }: Parameters): string {
  const named = state.refundSessions.get(sid);
  if (!named) return failure('SESSION_EXPIRED');
  state.refundSessions.delete(sid);
  const made = refund(state, named);
  if (!made) return '<response><error>ALREADY_REFUNDED</error></response>';
  reports.publish(refundReports(state.account, made));
  return response({
    mb_amount: `${decimal(made.amount)}0000`,
    mb_currency: made.amount.currency,
    mb_transaction_id: made.id,
    merchant_id: state.account.merchantId,
    status: made.status,
    transaction_id: made.of.session.transactionId,
  });
}

function response(values: Readonly<Record<string, string>>): string {
  const elements = Object.entries(values).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<response>${elements.join('')}</response>`;
}

function failure(code: string): string {
  return `<response><error><error_msg>${code}</error_msg></error></response>`;
}
