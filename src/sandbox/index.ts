/**
 * The sandbox bank: stands where a channel's servers would be. It keeps a book of its own, shows payers a
 * page, takes orders from scripts, and tells PayCenter over HTTP.
 */
import type { FastifyInstance } from 'fastify';
import type { Bank } from './bank.ts';
import { controlRoute } from './control.ts';
import { merchantDoors } from './merchant-doors.ts';
import { type PayerPageContext, payerPageRoutes } from './payer-page.ts';
import { sendProblem } from './wire.ts';

export type { Bank, BankOptions } from './bank.ts';
export { createBank } from './bank.ts';

const BODY_BYTES_MAX = 64 * 1024;

/** Fastify plugin: the bank's doors. They answer as soon as the server does; `bank.start()` is apart. */
export async function sandboxBank(
  server: FastifyInstance,
  context: PayerPageContext,
): Promise<void> {
  const { bank } = context;
  // Signatures are over bytes: nothing may parse a body before.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );
  server.setErrorHandler((error, _request, reply) => sendProblem(bank, reply, error));
  controlRoute(server, bank);
  merchantDoors(server, bank);
  payerPageRoutes(server, context);
}
