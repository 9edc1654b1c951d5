/** Keys for merchants' servers and scripts. */
import { Type } from 'typebox';
import { KEY_SCOPES } from '../../domain/access.ts';
import { createKey, revokeKey } from '../../flows/manage-keys.ts';
import { type ApiKey, readApiKeys } from '../../store/api-keys.ts';
import { readPage } from '../../store/page.ts';
import { defineOperation, NOTHING, type Operation, object } from './operation.ts';
import { AppId, Id, listOf, nullable, oneOf, pageQuery, Time } from './schemas/parts.ts';

const SHARED = { tag: 'API keys', access: 'keys:manage' } as const;

const KeyView = object({
  id: Id,
  app_id: AppId,
  name: Type.String(),
  hint: Type.String({ description: 'How the key begins.' }),
  scopes: Type.Array(Type.String()),
  state: oneOf(['active', 'expired', 'revoked']),
  expires_at: nullable(Time),
  revoked_at: nullable(Time),
  used_at: nullable(Type.String({ format: 'date-time', description: 'To the minute.' })),
  created_by: Type.String(),
  created_at: Time,
});

function keyView(key: ApiKey) {
  const isExpired = key.expiresAt !== null && key.expiresAt.getTime() <= Date.now();
  const state = isExpired ? ('expired' as const) : ('active' as const);
  return {
    id: key.id,
    app_id: key.appId,
    name: key.name,
    hint: key.hint,
    scopes: [...key.scopes],
    state: key.revokedAt ? ('revoked' as const) : state,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    used_at: key.usedAt?.toISOString() ?? null,
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
  };
}

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/api-keys',
  operationId: 'listApiKeys',
  summary: 'API keys, the newest first',
  query: Type.Object({ app_id: Type.Optional(AppId), ...pageQuery }),
  response: listOf(KeyView),
  async handler({ query: { app_id: appId, ...query }, caller }, { centre }) {
    const wish = { apps: caller.apps, ...(appId === undefined ? {} : { appId }) };
    const page = await readPage(query, 'id', (from) =>
      readApiKeys(centre.db, { ...wish, ...from }),
    );
    return { data: page.data.map(keyView), next: page.next };
  },
});

const create = defineOperation({
  ...SHARED,
  method: 'POST',
  path: '/api-keys',
  operationId: 'createApiKey',
  summary: 'Make an API key for an app',
  description: 'Nobody can give a key what he may not do himself.',
  body: object({
    app_id: AppId,
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(oneOf(KEY_SCOPES), { minItems: 1, maxItems: KEY_SCOPES.length }),
    expires_at: Type.Optional(nullable(Time)),
  }),
  response: object({
    api_key: KeyView,
    key: Type.String({ description: '`pk_…`, shown now and never again.' }),
  }),
  status: 201,
  errors: ['UNKNOWN_APP'],
  async handler({ body, caller, actor, madeId }, { centre }) {
    const wish = {
      appId: body.app_id,
      name: body.name,
      scopes: body.scopes,
      expiresAt: body.expires_at ? new Date(body.expires_at) : null,
    };
    const { key, printed } = await createKey(centre, wish, { caller, actor }, madeId);
    return { api_key: keyView(key), key: printed };
  },
});

const revoke = defineOperation({
  ...SHARED,
  method: 'DELETE',
  path: '/api-keys/:api_key_id',
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key',
  params: Type.Object({ api_key_id: Id }),
  response: NOTHING,
  errors: ['NOT_FOUND'],
  async handler({ params, caller, actor }, { centre }) {
    await revokeKey(centre, params.api_key_id, { caller, actor });
    return undefined;
  },
});

export const keyOperations: readonly Operation[] = [list, create, revoke];
