import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { claimIdempotencyKey, keepAnswer } from '../store/idempotency.ts';
import { openTestDatabase } from '../store/store.test-support.ts';
import { forgetOld } from './forget-old.ts';
import { createUser } from './manage-users.ts';
import { signIn } from './sign-in.ts';

const SYSTEM = { kind: 'system', id: null, name: 'a test', address: null } as const;

test('what has had its time is forgotten, and nothing else', async () => {
  const { db, close } = await openTestDatabase();
  onTestFinished(close);
  const ask = (key: string) =>
    claimIdempotencyKey(db, { caller: 'ada', key, digest: Buffer.alloc(32), madeId: newId() });
  for (const key of ['old', 'new']) {
    await ask(key);
    await keepAnswer(db, 'ada', key, { status: 200, sealed: randomBytes(8) });
  }
  await sql`update idempotency_keys set created_at = now() - interval '3 days' where key = 'old'`.execute(
    db,
  );
  const person = { email: 'ada@example.com', name: 'Ada', role: 'viewer', apps: null } as const;
  const { oneTimePassword: password } = await createUser({ db }, person, SYSTEM);
  const seat = { address: '127.0.0.1', userAgent: 'a test' };
  const claim = { email: person.email, password };
  const over = await signIn({ db }, claim, seat, undefined);
  const open = await signIn({ db }, claim, { ...seat, userAgent: 'another' }, undefined);
  await sql`update sessions set expires_at = now() - interval '1 s' where id = ${over.session.id}`.execute(
    db,
  );

  await forgetOld({ db });

  expect((await ask('new')).kind).toBe('answered');
  expect((await ask('old')).kind).toBe('begin');
  const { rows } = await sql<{ id: string }>`select id from sessions`.execute(db);
  expect(rows).toEqual([{ id: open.session.id }]);
});
