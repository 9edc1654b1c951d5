/** The doors for the account itself: what became of a charge, and refunds. Every call is signed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseCurrency, parseGross } from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import { sendProblem } from '../http/problem.ts';
import { type Bank, findOwner, type Owner, payerEmailOf, perform } from './bank.ts';
import { loadCharge } from './book.ts';
import type { Charge } from './charge.ts';
import { isCallSigned, SIGNATURE_HEADER } from './signature.ts';
import { statementsOf } from './statement.ts';
import { splitTarget, textOf } from './wire.ts';

type ChargeRoute = { Params: { account: string; reference: string }; Body: Buffer | undefined };

export function merchantDoors(server: FastifyInstance, bank: Bank): void {
  const charges = '/channels/sandbox/:account/charges/:reference';

  server.get<ChargeRoute>(charges, async (request, reply) => {
    try {
      const owner = await findCaller(bank, request);
      const charge = await readCharge(bank, owner, request.params.reference);
      const { reference, state } = charge;
      const statements = statementsOf(charge, payerEmailOf(owner.account));
      return reply.send({ reference, state, statements });
    } catch (error) {
      return sendProblem(bank, reply, error);
    }
  });

  server.post<ChargeRoute>(`${charges}/refunds`, async (request, reply) => {
    try {
      const owner = await findCaller(bank, request);
      const refund = await refundCharge(bank, owner, request);
      return reply.send(refund);
    } catch (error) {
      return sendProblem(bank, reply, error);
    }
  });
}

async function findCaller(bank: Bank, request: FastifyRequest<ChargeRoute>): Promise<Owner> {
  const owner = await findOwner(bank, request.params.account);
  const { path } = splitTarget(request.raw.url);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const call = { method: request.method, path, body };
  const header = request.headers[SIGNATURE_HEADER];
  const secret = owner.account.settings.notice_secret ?? '';
  if (!isCallSigned(secret, header, call, Date.now())) {
    throw new Refusal('BAD_SIGNATURE', { detail: 'The call is not signed by this account.' });
  }
  return owner;
}

async function readCharge(bank: Bank, { account }: Owner, reference: string): Promise<Charge> {
  const charge = await loadCharge(bank.db, account.id, reference);
  if (!charge)
    throw new Refusal('PAYMENT_NOT_FOUND', { detail: 'The payer has done nothing yet.' });
  return charge;
}

/** Refunds once for each refund id, and answers the same however often it is asked. */
async function refundCharge(bank: Bank, owner: Owner, request: FastifyRequest<ChargeRoute>) {
  const ask = readRefund(textOf(request.body));
  const read = () => readCharge(bank, owner, request.params.reference);
  const wishFor = ({ payment }: Charge) => {
    if (payment && payment.gross.currency !== ask.gross.currency) {
      const detail = `This charge was paid in ${payment.gross.currency}.`;
      throw new Refusal('INVALID_PARAMETER', { parameter: 'currency', detail });
    }
    return { action: 'refund', ...ask } as const;
  };
  // The answer does not wait for the notice: either may come first, as at any channel.
  const telling = { copies: 1, delayMs: 0, waitMs: 0 };
  await perform(bank, owner, read, wishFor, telling);
  const made = (await read()).movements.find(({ refundId }) => refundId === ask.refundId);
  if (!made) throw new Error(`The refund ${ask.refundId} was made and is not in the book.`);
  return { refund: made.id, refund_id: ask.refundId, state: made.state };
}

function readRefund(body: string) {
  const json = readJson(body);
  const { refund_id: refundId, gross, currency: code } = json;
  const currency = typeof code === 'string' ? parseCurrency(code) : undefined;
  const amount = currency && typeof gross === 'string' ? parseGross(gross, currency) : undefined;
  if (!amount) throw new Refusal('INVALID_GROSS', { parameter: 'gross' });
  if (typeof refundId !== 'string' || !/^[0-9a-z]{1,64}$/.test(refundId)) {
    throw new Refusal('INVALID_PARAMETER', { parameter: 'refund_id' });
  }
  return { refundId, gross: amount };
}

function readJson(body: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) return { ...json };
  } catch {
    // Told below.
  }
  throw new Refusal('INVALID_PARAMETER', { detail: 'The body must be a JSON object.' });
}
