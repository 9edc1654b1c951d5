import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCallback } from '@paycenter/sdk';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { openOrderBook } from './order-book.ts';

const [mug] = CATALOGUE;
if (mug === undefined) throw new Error('The catalogue is empty.');

let dataFile: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-shop-'));
  dataFile = join(folder, 'data', 'orders.jsonl');
  onTestFinished(() => rm(folder, { recursive: true }));
});

function paid(orderId: string): ReturnType<typeof parseCallback> {
  return parseCallback({
    trans_id: 'T1',
    user_id: orderId,
    timestamp: '1772366400123',
    currency: 'USD',
    gross: '12.00',
    channel: 'sandbox',
    status: 'SUCCESS',
    channel_data: '{"payer_email":"someone@example.com"}',
  });
}

test('a book opened again holds every order, event and key', async () => {
  const before = await openOrderBook(dataFile);
  const orders = await Promise.all([before.place(mug, 'Mug'), before.place(mug, '马克杯')]);
  const [order] = orders;
  await before.record(paid(order.id), 'key 1');
  const events = before.eventsOf(order.id);
  await before.close();
  const after = await openOrderBook(dataFile);
  for (const each of orders) expect(after.find(each.id)).toEqual(each);
  expect(after.eventsOf(order.id)).toEqual(events);
  expect([after.has('key 1'), after.has('key 2')]).toEqual([true, false]);
  await after.close();
});

test('half a line, left by a power cut, is dropped and does not spoil the next', async () => {
  const before = await openOrderBook(dataFile);
  const first = await before.place(mug, 'Mug');
  await before.close();
  await appendFile(dataFile, '{"kind":"order","or');
  const cut = await openOrderBook(dataFile);
  const second = await cut.place(mug, 'Mug');
  await cut.close();
  const after = await openOrderBook(dataFile);
  expect([after.find(first.id), after.find(second.id)]).toEqual([first, second]);
  await after.close();
});

test('a file that is no book of this shop is left alone and named with its line', async () => {
  const book = await openOrderBook(dataFile);
  await book.place(mug, 'Mug');
  await book.close();
  await appendFile(dataFile, 'dear diary\n');
  await expect(openOrderBook(dataFile)).rejects.toThrow(`${dataFile}, line 2`);
  await writeFile(dataFile, '{"kind":"recipe"}\n');
  await expect(openOrderBook(dataFile)).rejects.toThrow(`${dataFile}, line 1`);
});

test("the book is its owner's alone and keeps nothing of the payer", async () => {
  const book = await openOrderBook(dataFile);
  const { id } = await book.place(mug, 'Mug');
  await book.record(paid(id), 'key 1');
  await book.close();
  expect((await stat(dataFile)).mode & 0o077).toBe(0);
  expect(await readFile(dataFile, 'utf8')).not.toContain('someone@example.com');
});

test('order numbers tell nothing of each other', async () => {
  const book = await openOrderBook(undefined);
  const ids = await Promise.all(
    Array.from({ length: 50 }, async () => (await book.place(mug, 'M')).id),
  );
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
});
