/** `mod=listchannel&act=list`: the channels an app may use, as JSON. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../domain/app.ts';
import { ERRORS, type ErrorCode, Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { logoUrl } from '../pages/logos.ts';
import type { Params } from './params.ts';
import { accountsFor, readApp, readShape } from './payment-params.ts';
import { phpJson } from './php-json.ts';

const NARROWING = ['currency', 'gross', 'country'] as const;

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
    const narrowed = NARROWING.some((name) => params.get(name) !== undefined);
    if (narrowed) return reply.send(listOf(centre, app, params));
    const list = lists.get(app) ?? listOf(centre, app, params);
    lists.set(app, list);
    return reply.send(list);
  } catch (error) {
    const code: ErrorCode = error instanceof Refusal ? error.code : 'SYSTEM_UNAVAILABLE';
    if (code === 'SYSTEM_UNAVAILABLE') centre.log.error({ err: error }, 'listchannel failed');
    const message = error instanceof Refusal ? error.message : ERRORS[code].text;
    return reply.send(phpJson({ status: 'ERROR', code, message }));
  }
}

function listOf(centre: Centre, app: App, params: Params): string {
  const accounts = accountsFor(centre, app, readShape(params));
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
