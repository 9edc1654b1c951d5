import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { openTestDatabase } from '../store/store.test-support.ts';
import { verifyCallsOf } from '../store/verify-calls.ts';
import { createVerifyNotes } from './note-verify.ts';

let store: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const answers = async (paymentId: string) =>
  (await verifyCallsOf(store.db, paymentId)).map(({ answer, calls }) => `${answer} ${calls}`);

test('calls are counted by payment, event and answer, over any number of writings', async () => {
  const notes = createVerifyNotes({ db: store.db, log });
  const [paymentId, eventId] = [newId(), newId()];
  const ok = { paymentId, eventId, answer: 'OK' } as const;
  notes.note(ok);
  notes.note(ok);
  await notes.flush();
  notes.note(ok);
  notes.note({ paymentId, eventId: '', answer: 'params error' });
  await notes.stop();
  expect(await answers(paymentId)).toEqual(['OK 3', 'params error 1']);
});

test('what cannot be written now is written later', async () => {
  const away = await openTestDatabase();
  await away.db.schema.alterTable('verify_calls').renameTo('gone').execute();
  const notes = createVerifyNotes({ db: away.db, log });
  const paymentId = newId();
  notes.note({ paymentId, eventId: '', answer: 'OK' });
  await notes.flush();
  await away.db.schema.alterTable('gone').renameTo('verify_calls').execute();
  await notes.stop();
  expect(await verifyCallsOf(away.db, paymentId)).toMatchObject([{ calls: 1 }]);
  await away.close();
});
