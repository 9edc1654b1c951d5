/** Apps, their settings, secrets and callback addresses. */
import type { Static } from 'typebox';
import { type App, DEFAULT_APP_SETTINGS } from '../../domain/app.ts';
import { Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { viewAccount } from '../../flows/channel-view.ts';
import {
  createApp,
  removeActivity,
  rotateSecret,
  setActivity,
  setApp,
} from '../../flows/configure-app.ts';
import { unknownApp } from '../../flows/find-app.ts';
import { findAppCreatedAt, loadApp, readAppPage } from '../../store/apps.ts';
import { readPage } from '../../store/page.ts';
import { defineOperation, NOTHING, type Operation } from './operation.ts';
import {
  ActivityBody,
  ActivityPath,
  AppChange,
  AppList,
  AppPath,
  AppsQuery,
  AppWhole,
  CreatedApp,
  NewApp,
  RotatedSecret,
  TestCallbackRequest,
  TestCallbackResult,
} from './schemas/apps.ts';

const TAG = 'Apps';

const list = defineOperation({
  method: 'GET',
  path: '/apps',
  operationId: 'listApps',
  summary: 'Apps, by their ids',
  tag: TAG,
  access: 'apps:view',
  query: AppsQuery,
  response: AppList,
  async handler({ query, caller }, { centre }) {
    const page = await readPage(query, 'id', ({ after, limit }) =>
      readAppPage(centre.db, caller.apps, { after: after ?? '', limit }),
    );
    const data = page.data.map(({ id, createdAt, ...app }) => ({
      app_id: id,
      ...app,
      created_at: createdAt.toISOString(),
    }));
    return { data, next: page.next };
  },
});

const one = defineOperation({
  method: 'GET',
  path: '/apps/:app_id',
  operationId: 'getApp',
  summary: 'An app with its settings, addresses and channels',
  tag: TAG,
  access: 'apps:view',
  params: AppPath,
  response: AppWhole,
  errors: ['UNKNOWN_APP'],
  async handler({ params }, { centre }) {
    return wholeView(centre, params.app_id);
  },
});

/** As it stands in the database: what was changed a moment ago may not have come to this process yet. */
async function wholeView(centre: Centre, appId: string) {
  const app = await loadApp(centre.db, centre.sealer, appId);
  const createdAt = await findAppCreatedAt(centre.db, appId);
  if (!app || !createdAt) throw unknownApp(appId);
  const { settings, secrets } = app;
  const activities = [...app.callbackUrls].map(([activityid, url]) => ({ activityid, url }));
  return {
    app_id: app.id,
    created_at: createdAt.toISOString(),
    name: app.name,
    mode: app.mode,
    website: settings.website,
    callback_url: app.callbackUrls.get('') ?? null,
    callback_delays: settings.callbackDelaysSeconds,
    timestamp_unit: settings.timestampUnit,
    reversal_trans_id: settings.reversalTransId,
    require_sign: settings.requireSign,
    return_hosts: settings.returnHosts,
    frame_ancestors: settings.frameAncestors,
    language: settings.language,
    refund_approval_above: Object.entries(settings.refundApprovalAbove).map(
      ([currency, amount]) => ({ amount, currency }),
    ),
    activities: activities.filter(({ activityid }) => activityid !== ''),
    channels: app.accounts.map((account) => ({
      app_id: app.id,
      ...viewAccount(centre, account),
    })),
    secret: { previous_valid_until: validUntil(secrets) },
  };
}

function validUntil(secrets: App['secrets']): string | null {
  const untilMs = secrets[1]?.validUntilMs ?? 0;
  return untilMs > Date.now() ? new Date(untilMs).toISOString() : null;
}

const create = defineOperation({
  method: 'POST',
  path: '/apps',
  operationId: 'createApp',
  summary: 'Make an app, in test mode; its secret is shown only now',
  tag: TAG,
  access: 'apps:create',
  body: NewApp,
  response: CreatedApp,
  status: 201,
  errors: ['APP_EXISTS'],
  async handler({ body, actor }, { centre }) {
    const { name, callback_url: callbackUrl, app_id: appId } = body;
    const request = { name, callbackUrl, ...(appId !== undefined && { appId }) };
    const made = await createApp(centre, request, actor);
    return {
      app_id: made.appId,
      name: made.name,
      mode: made.mode,
      callback_url: made.callbackUrl,
      secret: made.secret,
    };
  },
});

const change = defineOperation({
  method: 'PATCH',
  path: '/apps/:app_id',
  operationId: 'changeApp',
  summary: 'Change settings of an app; null puts the default back',
  tag: TAG,
  access: 'apps:change',
  params: AppPath,
  body: AppChange,
  response: AppWhole,
  errors: ['UNKNOWN_APP', 'TEST_CHANNEL_IN_LIVE_APP'],
  async handler({ params, body, caller, actor }, { centre }) {
    const limits = body.refund_approval_above !== undefined;
    if (limits && !caller.permissions.has('refunds:limit')) {
      throw new Refusal('NOT_ALLOWED', { detail: 'This needs the permission refunds:limit.' });
    }
    await setApp(centre.db, params.app_id, writtenSettings(body), actor);
    return wholeView(centre, params.app_id);
  },
});

/** As the command line writes them, which is how they are read and checked. */
function writtenSettings(body: Static<typeof AppChange>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(body).map(([name, value]) => {
      if (value === null) return [name, WRITTEN_DEFAULTS[name] ?? ''];
      return [name, Array.isArray(value) ? value.map(writtenItem).join(',') : String(value)];
    }),
  );
}

function writtenItem(item: string | number | { amount: string; currency: string }): string {
  return typeof item === 'object' ? `${item.currency}:${item.amount}` : String(item);
}

/** Where an empty text is a value of its own, and not the default. */
const WRITTEN_DEFAULTS: Readonly<Record<string, string>> = {
  callback_delays: DEFAULT_APP_SETTINGS.callbackDelaysSeconds.join(','),
};

const rotate = defineOperation({
  method: 'POST',
  path: '/apps/:app_id/rotate-secret',
  operationId: 'rotateSecret',
  summary: 'Give an app a new secret; the old one stays valid for 24 hours',
  tag: TAG,
  access: 'apps:change',
  params: AppPath,
  response: RotatedSecret,
  errors: ['UNKNOWN_APP'],
  async handler({ params, actor }, { centre }) {
    const rotated = await rotateSecret(centre, params.app_id, actor);
    return {
      app_id: params.app_id,
      secret: rotated.secret,
      previous_valid_until: rotated.previousValidUntil.toISOString(),
    };
  },
});

const putActivity = defineOperation({
  method: 'PUT',
  path: '/apps/:app_id/activities/:activityid',
  operationId: 'setActivity',
  summary: 'Register, or replace, the callback address of an activity',
  tag: TAG,
  access: 'apps:change',
  params: ActivityPath,
  body: ActivityBody,
  response: AppWhole,
  errors: ['UNKNOWN_APP'],
  async handler({ params, body, actor }, { centre }) {
    await setActivity(centre.db, params.app_id, params.activityid, body.url, actor);
    return wholeView(centre, params.app_id);
  },
});

const dropActivity = defineOperation({
  method: 'DELETE',
  path: '/apps/:app_id/activities/:activityid',
  operationId: 'removeActivity',
  summary: 'Forget the callback address of an activity',
  tag: TAG,
  access: 'apps:change',
  params: ActivityPath,
  response: NOTHING,
  errors: ['UNKNOWN_APP', 'UNKNOWN_ACTIVITY'],
  async handler({ params, actor }, { centre }) {
    await removeActivity(centre.db, params.app_id, params.activityid, actor);
    return undefined;
  },
});

const trial = defineOperation({
  method: 'POST',
  path: '/apps/:app_id/test-callback',
  operationId: 'sendTestCallback',
  summary: 'Send a callback that tells of no payment, and see what comes back',
  description:
    'It goes as every callback goes: signed, and only to addresses that callbacks may go to. It names an order that does not exist, so `verify` does not vouch for it: a handler that asks says no, and that is right.',
  tag: TAG,
  access: 'apps:change',
  params: AppPath,
  body: TestCallbackRequest,
  response: TestCallbackResult,
  errors: ['UNKNOWN_APP', 'UNKNOWN_ACTIVITY'],
  async handler({ params, body }, { centre, testCallback }) {
    const app = await loadApp(centre.db, centre.sealer, params.app_id);
    if (!app) throw unknownApp(params.app_id);
    const { statusCode, latencyMs, ...result } = await testCallback(app, body.activityid ?? '');
    return { ...result, status_code: statusCode, latency_ms: latencyMs };
  },
});

export const appOperations: readonly Operation[] = [
  ...[list, create, one, change, rotate],
  ...[putActivity, dropActivity, trial],
];
