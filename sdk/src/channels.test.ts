import { expect, test } from 'vitest';
import { listChannels } from './channels.ts';
import { deadOrigin, serve } from './local-server.test-support.ts';

const list =
  '{"status":"OK","data":{"paypal":{"name":"PayPal","img":"https:\\/\\/p.example\\/p.svg",' +
  '"url":"https:\\/\\/p.example\\/v2\\/index.php?mod=do_payment&app_id=1&channel=paypal"},' +
  '"moneybookers":{"name":"\\u94b1","img":"https:\\/\\/p.example\\/m.svg",' +
  '"url":"https:\\/\\/p.example\\/m"}}}';

function answering(body: string, status = 200): Promise<string> {
  return serve((_req, res) => res.writeHead(status).end(body));
}

test('the channels come in the order in which PayCenter lists them', async () => {
  const channels = await listChannels({ baseUrl: await answering(list), appId: '1' });
  expect(channels.map(({ key, name }) => [key, name])).toEqual([
    ['paypal', 'PayPal'],
    ['moneybookers', '钱'],
  ]);
  expect(channels[0]?.img).toBe('https://p.example/p.svg');
});

test('the list can be narrowed to what a payment can use', async () => {
  const asked: string[] = [];
  const baseUrl = await serve((req, res) => {
    asked.push(req.url ?? '');
    res.end('{"status":"OK","data":{}}');
  });
  const narrow = { currency: 'JPY', gross: '500', country: 'JP' };
  expect(await listChannels({ baseUrl, appId: 'a b' }, narrow)).toEqual([]);
  const query = Object.fromEntries(new URL(asked[0] ?? '', baseUrl).searchParams);
  expect(query).toEqual({ mod: 'listchannel', act: 'list', app_id: 'a b', ...narrow });
});

test("PayCenter's refusal becomes an error with its code", async () => {
  const baseUrl = await answering('{"status":"ERROR","code":"UNKNOWN_APP","message":"No app 9."}');
  await expect(listChannels({ baseUrl, appId: '9' })).rejects.toMatchObject({
    kind: 'refused',
    code: 'UNKNOWN_APP',
    message: 'PayCenter: No app 9.',
  });
});

test.each([
  ['not JSON', '<html>', 200],
  ['no object', '7', 200],
  ['no data', '{"status":"OK"}', 200],
  ['a channel without its address', '{"status":"OK","data":{"a":{"name":"a","img":"x"}}}', 200],
  [
    'an address that is a script',
    '{"status":"OK","data":{"a":{"name":"a","img":"https://x/","url":"javascript:0"}}}',
    200,
  ],
  ['an error page', list, 502],
  ['a flood', ' '.repeat(1024 * 1024 + 1), 200],
])('%s is an unexpected answer', async (_what, body, status) => {
  const baseUrl = await answering(body, status);
  await expect(listChannels({ baseUrl, appId: '1' })).rejects.toMatchObject({
    kind: 'unexpected-answer',
  });
});

test('a redirect is not followed, and the error says where it leads', async () => {
  const baseUrl = await serve((_req, res) => {
    res.writeHead(301, { location: 'https://new.example/' }).end();
  });
  await expect(listChannels({ baseUrl, appId: '1' })).rejects.toThrow(/https:\/\/new\.example/);
});

test('silence and a closed door are told apart', async () => {
  const silent = await serve(() => {});
  await expect(
    listChannels({ baseUrl: silent, appId: '1' }, { timeoutMs: 30 }),
  ).rejects.toMatchObject({ kind: 'timeout' });
  await expect(listChannels({ baseUrl: await deadOrigin(), appId: '1' })).rejects.toMatchObject({
    kind: 'network',
  });
});
