import { unknownApp } from '../flows/configure-app.ts';
import { listApps } from '../store/apps.ts';
import type { Db } from '../store/database.ts';

/** A list of an app that does not exist would be empty, and hide the slip. Throws a Refusal. */
export async function assertAppExists(db: Db, appId: string): Promise<void> {
  const apps = await listApps(db);
  if (!apps.some((app) => app.id === appId)) throw unknownApp(appId);
}
