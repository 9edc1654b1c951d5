import { expect, test } from 'vitest';
import { setScene } from './paypal.test-support.ts';

const NOTICE_URL = 'https://pay.example.com/channels/paypal/acc_1/notice';

async function check(settings: Readonly<Record<string, string>>, url = NOTICE_URL) {
  const { paypal, account, simulator } = await setScene(settings);
  simulator.setNoticeUrl(url);
  return paypal.check?.(account, NOTICE_URL);
}

test('an account is good when PayPal knows its credentials and sends its webhook to us', async () => {
  expect(await check({})).toMatchObject({ kind: 'good' });
});

test.each([
  ['a secret that is wrong', { client_secret: 'wrong' }, NOTICE_URL, /refused the credentials/],
  ['a webhook that does not exist', { webhook_id: 'WH-0' }, NOTICE_URL, /no webhook WH-0/],
  ['a webhook that goes elsewhere', {}, 'https://old.example.com/', /sends to https:\/\/old/],
  ['a PayPal that is away', { api_base: 'http://127.0.0.1:9' }, NOTICE_URL, /could not be asked/],
])('%s is found', async (_, settings, url, found) => {
  expect(await check(settings, url)).toMatchObject({
    kind: 'bad',
    found: expect.stringMatching(found),
    todo: expect.any(String),
  });
});
