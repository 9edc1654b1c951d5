/** The OpenAPI 3.1 document, made of the operations: what is not in one is not in the other. */
import type { TObject } from 'typebox';
import { PERMISSIONS } from '../../domain/access.ts';
import { ERRORS, type ErrorCode } from '../../errors.ts';
import { takesIdempotencyKey } from './idempotency.ts';
import { type Access, isStream, NOTHING, type Operation } from './operation.ts';

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    parameter: { type: 'string' },
  },
} as const;

const ALWAYS: readonly ErrorCode[] = ['SYSTEM_UNAVAILABLE', 'INTERNAL_ERROR'];

/** @param publicUrl without a slash at its end. */
export function openApiDocument(operations: readonly Operation[], publicUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PayCenter',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Everything that the console can do. Money is a decimal with its currency, times are ISO 8601 in UTC, lists come page by page.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ api_key: [] }, { session: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        api_key: { type: 'http', scheme: 'bearer', description: 'An API key, `pk_…`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: publicUrl.startsWith('https:') ? '__Host-paycenter_session' : 'paycenter_session',
          description: 'A console session. Changes also need the header `x-paycenter-csrf: 1`.',
        },
      },
    },
  };
}

function describe(operation: Operation) {
  const { operationId, summary, tag, access, body } = operation;
  return {
    operationId,
    summary,
    description: [operation.description, whoMay(access)].filter(Boolean).join('\n\n'),
    tags: [tag],
    ...securityOf(access),
    parameters: [
      ...parametersOf(operation.params, 'path'),
      ...parametersOf(operation.query, 'query'),
      ...idempotencyOf(operation),
    ],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: { ...answerOf(operation), ...refusalsOf(operation) },
    'x-paycenter-access': access,
  };
}

/** One sentence for people. */
export function whoMay(access: Access): string {
  if (access === 'anyone') return 'Needs no sign-in.';
  if (access === 'signing_in') return 'Needs a session, also one that still lacks something.';
  if (access === 'person') return 'Needs a session; API keys have no use for it.';
  const { roles, about } = PERMISSIONS[access];
  return `Needs \`${access}\` (may ${about}): ${roles.join(', ')}.`;
}

function securityOf(access: Access) {
  if (access === 'anyone') return { security: [] };
  const isForKeys =
    access !== 'signing_in' && access !== 'person' && PERMISSIONS[access].reach === 'app';
  return isForKeys ? {} : { security: [{ session: [] }] };
}

function parametersOf(schema: TObject | undefined, where: 'path' | 'query') {
  if (!schema) return [];
  return Object.entries(schema.properties).map(([name, member]) => ({
    name,
    in: where,
    required: where === 'path' || (schema.required ?? []).includes(name),
    schema: member,
  }));
}

function idempotencyOf(operation: Operation) {
  if (!takesIdempotencyKey(operation)) return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Sent again with the same key, the request gets the same answer and does nothing.',
      schema: { type: 'string', maxLength: 255 },
    },
  ];
}

function answerOf({ response, status = 200 }: Operation) {
  if (response === NOTHING) return { 204: { description: 'Done.' } };
  if (isStream(response)) {
    const { contentType, about } = response;
    return {
      [status]: { description: about, content: { [contentType]: { schema: { type: 'string' } } } },
    };
  }
  return {
    [status]: { description: 'Done.', content: { 'application/json': { schema: response } } },
  };
}

/** The same by status. */
function refusalsOf(operation: Operation) {
  const byStatus = Map.groupBy(refusalCodes(operation), (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].text}`).join('\n\n'),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
}

/** The codes that the operation can answer with. */
export function refusalCodes(operation: Operation): readonly ErrorCode[] {
  const { access, method, params, query, body, errors = [] } = operation;
  return [
    ...new Set<ErrorCode>([
      ...(params || query || body ? (['INVALID_PARAMETER'] as const) : []),
      ...(access === 'anyone' ? [] : (['NOT_SIGNED_IN'] as const)),
      ...(access === 'anyone' || access === 'signing_in' ? [] : (['NOT_ALLOWED'] as const)),
      ...(method === 'GET' ? [] : (['CROSS_SITE_REQUEST'] as const)),
      ...(takesIdempotencyKey(operation)
        ? (['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_USE'] as const)
        : []),
      ...errors,
      ...ALWAYS,
    ]),
  ];
}
