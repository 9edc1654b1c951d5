/** The door for scripts: they do what a payer would do, and hear what PayCenter answered to the notice. */
import type { FastifyInstance } from 'fastify';
import { ERRORS, Refusal } from '../errors.ts';
import { sendProblem } from '../http/problem.ts';
import { type Bank, type Done, findOwner, forge, type Owner, perform } from './bank.ts';
import { findAsked, loadCharge } from './book.ts';
import { type Charge, openCharge } from './charge.ts';
import { chargeJson } from './charge-json.ts';
import { type Order, orderedGross, readOrder } from './order.ts';
import { textOf } from './wire.ts';

/** Long enough for PayCenter to come back from a short absence. */
const WAIT_MS = 8_000;

type ControlRoute = { Params: { account: string }; Body: Buffer | undefined };

export function controlRoute(server: FastifyInstance, bank: Bank): void {
  server.post<ControlRoute>('/channels/sandbox/:account/control', async (request, reply) => {
    try {
      const owner = await findOwner(bank, request.params.account);
      const order = readOrder(textOf(request.body));
      const done = await carryOut(bank, owner, order);
      const waits = order.delayMs > 0;
      if (!done.accepted && !waits && !order.forgery) {
        throw new Refusal('SANDBOX_NOTICE_NOT_ACCEPTED', {
          detail: `${ERRORS.SANDBOX_NOTICE_NOT_ACCEPTED.text} It answered: ${done.replies.join(', ')}.`,
        });
      }
      return reply.code(waits ? 202 : 200).send(answerJson(bank, order, done));
    } catch (error) {
      return sendProblem(bank, reply, error);
    }
  });
}

async function carryOut(bank: Bank, owner: Owner, order: Order): Promise<Done> {
  const read = () => readCharge(bank, owner, order);
  const wishFor = (charge: Charge) => {
    return { action: order.action, gross: orderedGross(order, charge) };
  };
  if (order.forgery) {
    const charge = await read();
    return forge(bank, owner, charge, wishFor(charge), order.times, order.forgery);
  }
  const { times: copies, delayMs } = order;
  return perform(bank, owner, read, wishFor, { copies, delayMs, waitMs: WAIT_MS });
}

async function readCharge(bank: Bank, owner: Owner, order: Order): Promise<Charge> {
  const accountId = owner.account.id;
  const { transId, orderId } = order;
  const asked = await findAsked(bank.db, { accountId, appId: owner.app.id, transId, orderId });
  if (!asked) {
    throw new Refusal('PAYMENT_NOT_FOUND', {
      detail: 'No such payment has been started on this account.',
    });
  }
  return (await loadCharge(bank.db, accountId, asked.reference)) ?? openCharge(asked);
}

function answerJson({ publicUrl }: Bank, order: Order, done: Done) {
  const { charge, noticeId, accepted, replies } = done;
  const { transId, orderId, reference, accountId } = charge;
  return {
    trans_id: transId,
    order_id: orderId,
    reference,
    action: order.action,
    notices: [noticeId],
    accepted,
    replies,
    book: chargeJson(charge),
    payer_page: `${publicUrl}/channels/sandbox/${accountId}/pay/${reference}`,
  };
}
