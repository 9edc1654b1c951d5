/** Who changed what, from where. */
import { Type } from 'typebox';
import { type AuditLine, readAudit } from '../../store/audit.ts';
import { readPage } from '../../store/page.ts';
import { defineOperation, type Operation, object } from './operation.ts';
import {
  AppId,
  Id,
  listOf,
  nullable,
  oneOf,
  pageQuery,
  periodQuery,
  Time,
} from './schemas/parts.ts';

const Word = Type.String({ minLength: 1, maxLength: 64 });
const Values = nullable(Type.Record(Type.String(), Type.Unknown()));

const AuditView = object({
  id: Id,
  at: Time,
  actor: object({
    kind: oneOf(['user', 'key', 'cli', 'system']),
    id: nullable(Type.String()),
    name: Type.String(),
    address: nullable(Type.String({ description: 'Where the request came from.' })),
  }),
  action: Type.String({ description: 'What was done, such as `user.changed`.' }),
  subject: object({ kind: Type.String(), id: Type.String() }),
  app_id: nullable(AppId),
  before: Values,
  after: Values,
});

function auditView(line: AuditLine) {
  return {
    ...{ id: line.id, at: line.at.toISOString(), actor: line.actor, action: line.action },
    ...{ subject: line.subject, app_id: line.appId },
    before: line.before as Record<string, unknown> | null,
    after: line.after as Record<string, unknown> | null,
  };
}

const list = defineOperation({
  method: 'GET',
  path: '/audit-log',
  operationId: 'listAuditLog',
  summary: 'Every change, the newest first',
  tag: 'Audit log',
  access: 'audit:view',
  query: Type.Object({
    app_id: Type.Optional(AppId),
    actor_id: Type.Optional(Id),
    action: Type.Optional(Word),
    subject_kind: Type.Optional(Word),
    subject_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...periodQuery,
    ...pageQuery,
  }),
  response: listOf(AuditView),
  async handler({ query, caller }, { centre }) {
    const wish = {
      apps: caller.apps,
      ...(query.app_id !== undefined && { appId: query.app_id }),
      ...(query.actor_id !== undefined && { actorId: query.actor_id }),
      ...(query.action !== undefined && { action: query.action }),
      ...(query.subject_kind !== undefined && { subjectKind: query.subject_kind }),
      ...(query.subject_id !== undefined && { subjectId: query.subject_id }),
      ...(query.from !== undefined && { from: new Date(query.from) }),
      ...(query.to !== undefined && { to: new Date(query.to) }),
    };
    const page = await readPage(query, 'id', (from) => readAudit(centre.db, { ...wish, ...from }));
    return { data: page.data.map(auditView), next: page.next };
  },
});

export const auditOperations: readonly Operation[] = [list];
