/** The one path of the merchant protocol. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PageContext } from '../shopper.ts';
import { sendError } from '../shopper.ts';
import { listChannels } from './listchannel.ts';
import { Params, readParams } from './params.ts';
import { answerDoPayment, answerShowPayment } from './payment-pages.ts';
import { verify } from './verify.ts';

const FOUR =
  'PayCenter v2 knows mod=listchannel&act=list, mod=do_payment&act=mall, mod=show_payment&act=mall and mod=verify.\n';

export function merchantProtocol(server: FastifyInstance, context: PageContext): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/v2/index.php',
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : undefined;
      let params = new Params();
      try {
        params = await readParams(request.raw.url ?? '', body, request.headers['content-type']);
      } catch (error) {
        return sendError(context, request, reply, error);
      }
      return dispatch(context, request, reply, params);
    },
  });
}

async function dispatch(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  params: Params,
): Promise<FastifyReply> {
  const mod = params.get('mod');
  const act = params.get('act');
  if (mod === 'verify') {
    const answer = await verify(context.centre, params, context.noteVerify);
    return reply.header('cache-control', 'no-store').type('text/plain').send(answer);
  }
  if (mod === 'listchannel' && act === 'list') return listChannels(context.centre, params, reply);
  if (mod === 'do_payment' && act === 'mall') {
    return answerDoPayment(context, request, reply, params);
  }
  if (mod === 'show_payment' && act === 'mall') {
    return answerShowPayment(context, request, reply, params);
  }
  return reply.code(404).type('text/plain; charset=utf-8').send(FOUR);
}
