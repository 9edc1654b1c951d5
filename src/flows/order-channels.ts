/** The order in which shoppers see the channels of an app. */
import type { Actor } from '../domain/access.ts';
import { Refusal } from '../errors.ts';
import { bumpConfiguration } from '../store/apps.ts';
import { recordAudit } from '../store/audit.ts';
import { listPlaces, lockApp, savePlaces } from '../store/configuration.ts';
import type { Db } from '../store/database.ts';
import { unknownApp } from './find-app.ts';

/**
 * Puts the accounts in this order. Throws a Refusal: UNKNOWN_APP, or INVALID_PARAMETER when the list is
 * not of every account of the app, each once.
 */
export async function orderChannels(
  db: Db,
  appId: string,
  accountIds: readonly string[],
  actor: Actor,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await lockApp(tx, appId))) throw unknownApp(appId);
    const before = await listPlaces(tx, appId);
    const wanted = new Set(accountIds);
    const complete = before.length === wanted.size && before.every(({ id }) => wanted.has(id));
    if (!complete || wanted.size !== accountIds.length) {
      throw new Refusal('INVALID_PARAMETER', {
        parameter: 'accounts',
        detail: `accounts must be every channel account of ${appId}, each once: somebody may have added or removed one.`,
      });
    }
    await savePlaces(tx, appId, accountIds);
    await bumpConfiguration(tx);
    const names = new Map(before.map(({ id, publicName }) => [id, publicName]));
    await recordAudit(tx, {
      actor,
      action: 'channels.ordered',
      subject: { kind: 'app', id: appId },
      appId,
      before: { order: before.map(({ publicName }) => publicName) },
      after: { order: accountIds.map((id) => names.get(id) ?? id) },
    });
  });
}
