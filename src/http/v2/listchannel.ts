/** `mod=listchannel&act=list`: the channels an app may use, as JSON. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { PaymentShape } from '../../domain/channel-choice.ts';
import type { Centre } from '../../flows/centre.ts';
import { logoUrl } from '../pages/logos.ts';
import { refusalOf } from '../problem.ts';
import type { Params } from './params.ts';
import { accountsFor, readApp, readShape } from './payment-params.ts';
import { phpJson } from './php-json.ts';

/** The unnarrowed list of an app, as long as the app is as it was read. */
const lists = new WeakMap<App, string>();

/** Always 200: the clients of this protocol lose the body of anything else. */
export async function listChannels(
  centre: Centre,
  params: Params,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('access-control-allow-origin', '*').type('application/json');
  try {
    const app = await readApp(centre, params);
    const shape = readShape(params);
    const narrowed = Object.keys(shape).length > 0;
    if (narrowed) return reply.send(listOf(centre, app, shape));
    const list = lists.get(app) ?? listOf(centre, app, shape);
    lists.set(app, list);
    return reply.send(list);
  } catch (error) {
    const { code, message } = refusalOf(centre, error);
    return reply.send(phpJson({ status: 'ERROR', code, message }));
  }
}

function listOf(centre: Centre, app: App, shape: PaymentShape): string {
  const accounts = accountsFor(centre, app, shape);
  const entries = accounts.map(({ publicName, displayName }) => {
    const query = new URLSearchParams({
      mod: 'do_payment',
      act: 'mall',
      app_id: app.id,
      channel: publicName,
    });
    return [
      publicName,
      {
        name: displayName ?? publicName,
        img: `${centre.publicUrl}${logoUrl(publicName)}`,
        url: `${centre.publicUrl}/v2/index.php?${query}`,
      },
    ] as const;
  });
  // No prototype, and numbers among the names keep their place: written entry by entry.
  const data = entries.map(([name, entry]) => `${phpJson(name)}:${phpJson(entry)}`).join(',');
  return `{"status":"OK","data":{${data}}}`;
}
