/** Sends the shopper on to a channel. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import { Refusal } from '../../errors.ts';
import type { AttemptStart } from '../../flows/start-attempt.ts';
import { reached } from '../../steps.ts';
import { renderFormPostPage } from '../pages/form-post-page.ts';
import type { Language } from '../pages/languages.ts';
import { frameOf, type PageContext, sendPage } from '../shopper.ts';

/** Answers with the way to the channel; a channel that refused to start is a Refusal. */
export function sendWay(
  context: PageContext,
  reply: FastifyReply,
  app: App,
  account: ChannelAccount,
  start: Extract<AttemptStart, { kind: 'ready' }>,
  language: Language,
): FastifyReply {
  const { way, attemptId } = start;
  reply.raw.once('finish', () => reached('redirect answered', attemptId));
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
      return sendPage(reply, html, { frameAncestors: app.settings.frameAncestors });
    }
    case 'refused':
      throw new Refusal('CHANNEL_UNAVAILABLE', { parameter: 'channel' });
  }
}
