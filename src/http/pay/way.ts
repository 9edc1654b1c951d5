/** Sends the shopper on to a channel. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import { Refusal } from '../../errors.ts';
import type { AttemptStart } from '../../flows/start-attempt.ts';
import { reached } from '../../steps.ts';
import { findPayment } from '../../store/payments.ts';
import { renderFormPostPage } from '../pages/form-post-page.ts';
import type { Language } from '../pages/languages.ts';
import { frameOf, type PageContext, RETRY_AFTER_SECONDS, sendPage, wantsJson } from '../shopper.ts';
import { choosePageAfterFailure, type Visit } from './shown-payment.ts';

export type StartedAt = {
  readonly app: App;
  readonly account: ChannelAccount;
  readonly visit: Visit;
  readonly language: Language;
};

/**
 * Answers with the way to the channel. Where the channel did not begin, the answer is an error: the page
 * that offers the others, or, for machines, its code.
 */
export async function sendWay(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { app, account, visit, language }: StartedAt,
  { way, attemptId }: Extract<AttemptStart, { kind: 'ready' }>,
): Promise<FastifyReply> {
  reply.raw.once('finish', () => reached('redirect answered', attemptId));
  const { frameAncestors } = app.settings;
  switch (way.kind) {
    case 'redirect':
      return reply.header('cache-control', 'no-store').redirect(way.url, 302);
    case 'qr':
      return reply
        .header('cache-control', 'no-store')
        .redirect(`/pay/qr/${attemptId}?lang=${language}`, 302);
    case 'form': {
      const html = renderFormPostPage({
        frame: frameOf(context, language, { test: account.test }),
        channel: { key: account.publicName, name: account.displayName ?? account.publicName },
        action: way.action,
        fields: way.fields,
      });
      return sendPage(reply, html, { frameAncestors });
    }
    case 'refused': {
      const refusal = new Refusal('CHANNEL_UNAVAILABLE', { parameter: 'channel' });
      const payment = await findPayment(context.centre.db, visit.paymentId);
      if (!payment || wantsJson(request.headers.accept)) throw refusal;
      const { code, status } = refusal;
      const options = { language, failed: account, code };
      const html = choosePageAfterFailure(context, app, payment, visit, options);
      return sendPage(reply.header('retry-after', RETRY_AFTER_SECONDS), html, {
        status,
        frameAncestors,
      });
    }
  }
}
