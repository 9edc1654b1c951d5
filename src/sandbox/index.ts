/**
 * The sandbox bank: stands where a channel's servers would be. It keeps a book of its own, shows payers a
 * page, takes orders from scripts, and tells PayCenter over HTTP.
 */
import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../http/problem.ts';
import { type BankOptions, createBank } from './bank.ts';
import { controlRoute } from './control.ts';
import { merchantDoors } from './merchant-doors.ts';
import { type PayerPageContext, payerPageRoutes } from './payer-page.ts';

export type SandboxBankOptions = BankOptions & Pick<PayerPageContext, 'operator'>;

const BODY_BYTES_MAX = 64 * 1024;

/**
 * Fastify plugin: the bank's doors, in a context of their own. Its notices start to be sent when the server
 * listens (what waited from before first), and stop, the ones under way given a moment, when it closes.
 */
export async function sandboxBank(
  server: FastifyInstance,
  options: SandboxBankOptions,
): Promise<void> {
  const bank = createBank(options);
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
  payerPageRoutes(server, { bank, operator: options.operator });
  server.addHook('onListen', async () => bank.start());
  server.addHook('preClose', () => bank.stop());
}
