/** Where channels speak to us: raw bytes in, an answer only after the commit. */
import type { FastifyInstance } from 'fastify';
import { NOTICE_DOORS, type NoticeDoor } from '../../domain/channel.ts';
import { ERRORS, type ErrorCode } from '../../errors.ts';
import { receiveNotice } from '../../flows/receive-notice.ts';
import { reached } from '../../steps.ts';
import { refusalOf } from '../problem.ts';
import type { PageContext } from '../shopper.ts';

const REFUSED = {
  unknown_account: 'NOTICE_REJECTED',
  forged: 'NOTICE_REJECTED',
  unverifiable: 'NOTICE_UNVERIFIABLE',
} as const satisfies Record<string, ErrorCode>;

type NoticeRoute = {
  Params: { channel: string; account: string };
  Body: Buffer | undefined;
};

export function noticeRoutes(server: FastifyInstance, context: PageContext): void {
  for (const door of NOTICE_DOORS) noticeRoute(server, context, door);
}

function noticeRoute(server: FastifyInstance, { centre }: PageContext, door: NoticeDoor): void {
  server.route<NoticeRoute>({
    method: ['GET', 'POST'],
    url: `/channels/:channel/:account/${door}`,
    handler: async (request, reply) => {
      const { channel, account } = request.params;
      const target = request.raw.url ?? '';
      const mark = target.indexOf('?');
      try {
        const received = await receiveNotice(centre, channel, account, {
          door,
          method: request.method,
          query: mark < 0 ? '' : target.slice(mark + 1),
          headers: request.headers,
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          receivedAtMs: Date.now(),
        });
        if (received.kind === 'taken') {
          reply.raw.once('finish', () => reached('notice answered', account));
          return reply.type(received.contentType).send(received.body);
        }
        return refuse(REFUSED[received.kind]);
      } catch (error) {
        // Not 2xx: the channel has to send it again.
        return refuse(refusalOf(centre, error).code);
      }

      function refuse(code: ErrorCode) {
        return reply.code(ERRORS[code].status).type('application/json').send(`{"code":"${code}"}`);
      }
    },
  });
}
