/** An app that somebody named. */
import { Refusal } from '../errors.ts';
import { listApps } from '../store/apps.ts';
import type { Db } from '../store/database.ts';

export function unknownApp(appId: string): Refusal {
  return new Refusal('UNKNOWN_APP', {
    parameter: 'app_id',
    detail: `There is no app ${appId}: \`paycenter app list\` names those there are.`,
  });
}

/** A list of an app that does not exist would be empty, and hide the slip. Throws a Refusal. */
export async function assertAppExists(db: Db, appId: string): Promise<void> {
  const apps = await listApps(db);
  if (!apps.some((app) => app.id === appId)) throw unknownApp(appId);
}
