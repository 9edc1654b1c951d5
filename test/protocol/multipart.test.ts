/** §1: multipart bodies, as all kinds of clients write them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { paymentFields, problemOf, v2 } from '../shopper.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
  await appWithSandbox(centre, { appId: 'shop', callbackUrl: 'https://shop.example/callback' });
});

afterAll(() => centre.stop());

const DO = { mod: 'do_payment', act: 'mall', channel: 'sandbox' };

async function paymentsWritten(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from payments`.execute(centre.running.centre.db);
  return rows[0]?.count ?? 0;
}

/** The payment that a request to do_payment opened. */
async function opened(reply: Response) {
  expect({ status: reply.status, page: await reply.text() }).toEqual({ status: 302, page: '' });
  const page = new URL(reply.headers.get('location') ?? '');
  const payment = await findPayment(centre.running.centre.db, page.searchParams.get('trans') ?? '');
  if (!payment) throw new Error('No payment was opened.');
  return payment;
}

function multipart(parts: readonly (readonly [head: string, value: string | Buffer])[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap(([head, value]) => [
      Buffer.from(`--border\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--border--\r\n'),
  ]);
}

const MULTIPART = 'multipart/form-data; boundary=border';

function post(query: string, body: string | Buffer, contentType: string): Promise<Response> {
  return v2(centre, query, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { accept: 'application/json', 'content-type': contentType },
  });
}

describe('§1 (field): multipart as clients write it', () => {
  const rest = () =>
    Object.entries({ ...DO, ...paymentFields() })
      .filter(([name]) => name !== 'item')
      .map(([name, value]) => [`name="${name}"`, value] as const);

  test.each([
    ['a charset of its own', 'name="item"\r\nContent-Type: text/plain; charset=UTF-8'],
    ['another charset than it has', 'name="item"\r\nContent-Type: text/plain; charset=iso-8859-1'],
    ['a transfer encoding', 'name="item"\r\nContent-Transfer-Encoding: 8bit'],
    ['a binary type and no file name', 'name="item"\r\nContent-Type: application/octet-stream'],
    ['no quotes around its name', 'name=item'],
  ])('a field with %s keeps its bytes', async (_, head) => {
    const reply = await post('', multipart([...rest(), [head, '茶 für 2']]), MULTIPART);
    expect(await opened(reply)).toMatchObject({ item: '茶 für 2' });
  });

  test('a file is no parameter, and neither is a part without a name', async () => {
    const parts = [
      ...rest(),
      ['name="item"', 'Tea'],
      ['name="gross"; filename="gross.txt"', '99'],
      ['filename="x"', '99'],
    ] as const;
    const payment = await opened(await post('', multipart(parts), MULTIPART));
    expect(payment).toMatchObject({ item: 'Tea', gross: { minor: 3014n } });
  });

  test('what is invalid UTF-8 in a part is an error of that parameter', async () => {
    const parts = [...rest(), ['name="item"', Buffer.from([0xff, 0x41])]] as const;
    expect(await problemOf(await post('', multipart(parts), MULTIPART))).toEqual({
      status: 400,
      code: 'INVALID_PARAMETER',
      parameter: 'item',
    });
  });

  test.each([
    ['without a boundary', 'multipart/form-data', multipart([])],
    ['that breaks off', MULTIPART, multipart([['name="item"', 'Tea']]).subarray(0, -20)],
    ['that breaks off in a head', MULTIPART, Buffer.from('--border\r\nContent-Dispo')],
    ['that is something else', MULTIPART, Buffer.from('item=Tea&gross=1')],
    ['that is empty', MULTIPART, Buffer.alloc(0)],
    ['with a broken name', MULTIPART, multipart([['name="item\r\n', 'Tea']])],
  ])('a form %s is answered, and nothing is written', async (_, type, body) => {
    const before = await paymentsWritten();
    const reply = await post(new URLSearchParams(DO).toString(), body, type);
    expect(await problemOf(reply)).toMatchObject({ status: 400, code: 'MISSING_PARAMETER' });
    expect(await paymentsWritten()).toBe(before);
  });
});
