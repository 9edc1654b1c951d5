/** What operators do at the console, from signing in to the shop's acknowledgement. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import type { ApiClient } from '../api/client.ts';
import { makeUser, PASSWORD, phone, signedIn } from '../api/people.ts';
import { launchChromium } from '../browser/chromium.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { acknowledge, type Merchant, startMerchant } from '../merchant.ts';
import { happen, openPayment } from '../shopper.ts';
import { atConsole, openPage, sessionOf, shown } from './operator.ts';

let centre: TestCentre;
let browser: Browser;
let merchant: Merchant;
let account: string;
let admin: ApiClient;
/** What a merchant may reply who means no good, or whose server prints its own pages. */
const EVIL = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
/** Orders whose callbacks the merchant does not take. */
const deaf = new Set<string>();

beforeAll(async () => {
  merchant = await startMerchant({
    reply: (callback) =>
      deaf.has(callback.fields.user_id ?? '') ? { status: 500, body: EVIL } : acknowledge(callback),
  });
  [centre, browser] = await Promise.all([startTestCentre(), launchChromium()]);
  const shop = { appId: 'shop', callbackUrl: merchant.url };
  ({ account } = await appWithSandbox(centre, shop));
  await setApp(centre.running.centre.db, 'shop', new Map([['callback_delays', '']]));
  admin = await signedIn(centre, { email: 'ada@example.com' });
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await merchant?.close();
});

const atWork = (use: (page: Page) => Promise<void>, who = admin, look = {}) =>
  atConsole({ centre, browser }, { ...sessionOf(centre, who), ...look }, use);

async function paid(orderId: string, pay: object = {}): Promise<string> {
  const { transId } = await openPayment(centre, { order_id: orderId, gross: '30.14' });
  await happen(centre, account, orderId, { action: 'pay', ...pay });
  return transId;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

test('a second factor is set up, and asked for at the next sign-in', async () => {
  await makeUser(centre, { email: 'tom@example.com' });
  const signIn = async (page: Page) => {
    await page.getByLabel('E-mail').fill('tom@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button(page, 'Sign in').click();
  };
  await atConsole({ centre, browser }, {}, async (page) => {
    await openPage(page, centre, '/account');
    await signIn(page);
    await button(page, 'Set up an authenticator app').click();
    await dialog(page).getByLabel('Current password').fill(PASSWORD);
    await button(page, 'Go on').click();
    const secret = await dialog(page).locator('.mono').first().textContent();
    await dialog(page)
      .getByLabel('Code')
      .fill(phone(secret ?? '')());
    await button(page, 'Go on').click();
    await dialog(page).getByText('Each works once').waitFor();
    await button(page, 'I have kept them').click();
    await button(page, 'You, language, colours').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signIn(page);
    await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
    await page.getByLabel('Code').fill(phone(secret ?? '')(1));
    await button(page, 'Sign in').click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  });
});

test('a payment is found, part of it refunded, and the shop seen to acknowledge it', async () => {
  await paid('half');
  await merchant.waitFor(1, 'half');
  await atWork(async (page) => {
    await openPage(page, centre, '/payments');
    await page.getByRole('searchbox').fill('half');
    await page.keyboard.press('Enter');
    await page.getByText('1 found').waitFor();
    await page.getByRole('link', { name: 'half' }).click();
    await page.getByRole('heading', { name: 'Order half' }).waitFor();
    await button(page, 'Refund').click();
    await dialog(page).getByText('Up to $30.14 is left.').waitFor();
    await dialog(page).getByLabel('Amount in USD').fill('15.07');
    await dialog(page).getByLabel('Reason').fill('half of it broke');
    await button(page, 'Look it over').click();
    await button(page, 'Refund $15.07').click();
    await button(page, 'Close').last().click();
    await page.getByText(/Callback REFUND, send 1: acknowledged/).waitFor();
    await page.getByText('$15.07', { exact: false }).first().waitFor();
  });
  const told = await merchant.waitFor(2, 'half');
  expect(told[1]?.fields).toMatchObject({ status: 'REFUND', gross: '-15.07' });
});

test('what happens elsewhere appears on pages that are open, without reloading', async () => {
  const transId = await paid('watched');
  await merchant.waitFor(1, 'watched');
  await atWork(async (page) => {
    await openPage(page, centre, `/payments/${transId}`);
    await happen(centre, account, 'watched', 'dispute');
    await page.getByText(/Callback IN_CASE, send 1: acknowledged/).waitFor();
    await openPage(page, centre, '/payments');
    await paid('just-now');
    await page
      .getByRole('row', { name: /just-now/ })
      .getByText('Paid')
      .waitFor();
  });
});

test('more than is left is refused, and the dialog says why', async () => {
  const transId = await paid('too-much');
  await atWork(async (page) => {
    await openPage(page, centre, `/payments/${transId}`);
    await button(page, 'Refund').click();
    await dialog(page).getByLabel('Amount in USD').fill('31');
    await button(page, 'Look it over').click();
    await button(page, 'Refund $31').click();
    await dialog(page).getByText('REFUND_TOO_LARGE').waitFor();
  });
});

test('a refund whose answer is lost is asked for again under the same key, and made once', async () => {
  const transId = await paid('lost');
  const keys: (string | undefined)[] = [];
  await atWork(async (page) => {
    await page.route('**/refunds', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length === 1) {
        // It arrives, and is done; only the answer does not come back.
        await route.fetch();
        return route.abort();
      }
      const json = { code: 'IDEMPOTENCY_KEY_IN_USE', detail: 'It is under way.', status: 409 };
      return keys.length === 2 ? route.fulfill({ status: 409, json }) : route.continue();
    });
    await openPage(page, centre, `/payments/${transId}`);
    await button(page, 'Refund').click();
    await dialog(page).getByLabel('Amount in USD').fill('10');
    await button(page, 'Look it over').click();
    for (const said of ['UNREACHABLE', 'IDEMPOTENCY_KEY_IN_USE']) {
      await button(page, 'Refund $10').click();
      await dialog(page).getByText(said).waitFor();
    }
    await button(page, 'Refund $10').click();
    await dialog(page).getByText('Refunded').waitFor();
  });
  expect(keys).toEqual([keys[0], keys[0], keys[0]]);
  const { json } = await admin.call('GET', `/payments/${transId}`);
  expect(json.refunds).toMatchObject([{ gross: { amount: '10.00' }, state: 'succeeded' }]);
});

test('a refund above the limit waits, and a second person lets it go', async () => {
  const transId = await paid('large');
  await setApp(centre.running.centre.db, 'shop', new Map([['refund_approval_above', 'USD:20']]));
  await atWork(async (page) => {
    await openPage(page, centre, `/payments/${transId}`);
    await button(page, 'Refund').click();
    await button(page, 'Look it over').click();
    await button(page, 'Refund $30.14').click();
    await dialog(page).getByText('waits for a second person').waitFor();
    await button(page, 'Close').last().click();
    await page.getByText('Somebody else has to agree.').waitFor();
  });
  const finance = await signedIn(centre, { email: 'fin@example.com', role: 'finance' });
  await atWork(async (page) => {
    await openPage(page, centre, '/refunds');
    await button(page, 'Approve').click();
    await dialog(page).getByText('ada@example.com wants to refund $30.14').waitFor();
    await dialog(page).getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('row', { name: /large/ }).getByText('Refunded').waitFor();
  }, finance);
  await setApp(centre.running.centre.db, 'shop', new Map([['refund_approval_above', '']]));
});

test('callbacks that failed are sent again, all at once, after they were counted', async () => {
  deaf.add('unheard');
  await paid('unheard');
  await merchant.waitFor(1, 'unheard');
  await atWork(async (page) => {
    await openPage(page, centre, '/callbacks?state=failed');
    await page.getByRole('row', { name: /unheard/ }).waitFor();
    deaf.delete('unheard');
    await button(page, 'Resend failed ones').click();
    await dialog(page).getByText('1 found.').waitFor();
    await button(page, 'Send 1 again').click();
    await page.getByText('Nothing has failed here.').waitFor();
  });
  await merchant.waitFor(2, 'unheard');
});

test('one is sent again from its own page, which shows what was answered each time', async () => {
  deaf.add('alone');
  const transId = await paid('alone');
  await atWork(async (page) => {
    await openPage(page, centre, `/payments/${transId}`);
    await page.getByText(/send 1: refused|send 1: failed/).waitFor();
    await page.getByRole('link', { name: 'SUCCESS' }).click();
    await page.getByText('Send 1').waitFor();
    // The reply is a stranger's: shown to the letter, and nothing more than letters.
    await page.getByText(EVIL).waitFor();
    expect(await page.locator('img[src="x"], main script').count()).toBe(0);
    deaf.delete('alone');
    await button(page, 'Send again').click();
    await page.getByText('Send 2').waitFor();
    await page.getByRole('main').getByText('Acknowledged').first().waitFor();
  });
});

test('a review is settled, and the shop hears what really came', async () => {
  const transId = await paid('short', { gross: '20.00', currency: 'USD' });
  await atWork(async (page) => {
    await openPage(page, centre, '/');
    await page.getByRole('link', { name: /In review/ }).click();
    await page.getByRole('link', { name: 'short' }).click();
    await button(page, 'Decide').click();
    await dialog(page).getByText('$20.00').waitFor();
    await dialog(page).getByLabel('Accept').check();
    await dialog(page).getByLabel('Reason').fill('the rest came in cash');
    await dialog(page).getByRole('button', { name: 'Decide' }).click();
    await page.getByText(/Callback SUCCESS, send 1: acknowledged/).waitFor();
  });
  const told = await merchant.waitFor(1, 'short');
  expect(told[0]?.fields).toMatchObject({ status: 'SUCCESS', gross: '20.00', trans_id: transId });
});

test('the audit log says who did it, and cannot be changed', async () => {
  await admin.call('PATCH', '/apps/shop', { body: { website: 'https://shop.example.com' } });
  await atWork(async (page) => {
    await openPage(page, centre, '/audit-log?action=app.changed');
    const row = page.getByRole('row', { name: /ada@example.com/ }).first();
    await row.getByText('Show').click();
    await row.getByText('https://shop.example.com').first().waitFor();
  });
});

test('what a person sees is in his language, and stays so', async () => {
  await atWork(async (page) => {
    await openPage(page, centre, '/payments');
    await button(page, 'You, language, colours').click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { name: '支付' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '支付' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });
});

test('on the phone, a payment is refunded with a thumb', async () => {
  const transId = await paid('by-thumb');
  const look = { viewport: { width: 360, height: 740 }, hasTouch: true };
  await atWork(
    async (page) => {
      await openPage(page, centre, '/');
      await button(page, 'Menu').tap();
      await page.getByRole('link', { name: 'Payments' }).tap();
      await shown(page);
      await page.getByRole('link', { name: 'by-thumb' }).tap();
      await button(page, 'Refund').tap();
      await button(page, 'Look it over').tap();
      await button(page, 'Refund $30.14').tap();
      await dialog(page).getByText('Refunded').waitFor();
      expect(page.url()).toContain(transId);
    },
    admin,
    look,
  );
});

test('the palette goes anywhere by the keyboard', async () => {
  await paid('by-keys');
  await atWork(async (page) => {
    await openPage(page, centre, '/');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'A page, an app, or a payment' }).waitFor();
    await page.keyboard.type('by-keys');
    await page.getByRole('option', { name: /by-keys · / }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Order by-keys' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'Ledger' }).waitFor();
  });
});

test('an app gets channels in the order that the keys put them in, and a test of its address', async () => {
  await appWithSandbox(centre, { appId: 'keys', callbackUrl: merchant.url });
  for (const name of ['second', 'third']) {
    const settings = { public_name: name };
    await admin.call('POST', '/apps/keys/channels', { body: { channel: 'sandbox', settings } });
  }
  await atWork(async (page) => {
    await openPage(page, centre, '/apps/keys');
    await button(page, 'Move third: space, then the arrow keys').focus();
    for (const key of ['Space', 'ArrowUp', 'ArrowUp', 'Space']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(300);
    }
    const names = async () => {
      const { json } = await admin.call('GET', '/apps/keys/channels');
      return (json.data as unknown as { public_name: string }[]).map((each) => each.public_name);
    };
    await expect.poll(names).toEqual(['third', 'sandbox', 'second']);
    await button(page, 'Send a test callback').click();
    await page.getByText('Acknowledged without asking').waitFor();
    await button(page, 'Check this account').first().click();
    await page.getByText('Good').first().waitFor();
  });
});

test('an app is made, and its secret shown once; a rotated one lives beside the old one', async () => {
  await atWork(async (page) => {
    await openPage(page, centre, '/apps');
    await button(page, 'New app').click();
    await dialog(page).getByLabel('Name').fill('Tea House');
    await dialog(page).getByLabel('Callback address').fill(merchant.url);
    await button(page, 'Make the app').click();
    await dialog(page)
      .getByText(/^whsec_/)
      .waitFor();
    await dialog(page).getByRole('link', { name: 'On to its channels' }).click();
    await page.getByText('No channel yet.').waitFor();
    await button(page, 'Rotate the secret').click();
    await dialog(page).getByRole('button', { name: 'Rotate the secret' }).click();
    await dialog(page)
      .getByText(/^whsec_/)
      .waitFor();
    await button(page, 'I have kept it').click();
    await page.getByText('The secret before is valid until').waitFor();
  });
});

test('filters stay in the address, views are kept, and what is shown can be taken along', async () => {
  await paid('kept');
  await atWork(async (page) => {
    await openPage(page, centre, '/payments');
    await button(page, 'Filters').click();
    await page.getByLabel('Currency').fill('usd');
    await page.getByLabel('Amount from').fill('30');
    await button(page, 'Show').click();
    await page.waitForURL(/currency=USD/);
    expect(page.url()).toContain('amount_min=30');
    await button(page, 'Views').click();
    await page.getByLabel('Save these filters as').fill('thirty');
    await button(page, 'Save').click();
    await page.keyboard.press('Escape');
    await button(page, 'Remove filter 30 – … USD').click();
    await page.waitForURL((url) => !url.search.includes('amount_min'));
    await page.reload();
    await shown(page);
    await button(page, 'Views').click();
    await button(page, 'thirty').click();
    await page.waitForURL(/amount_min=30/);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    expect((await download).suggestedFilename()).toBe('payments.csv');
  });
});

test('whoever’s session has ended signs in where he is', async () => {
  const transId = await paid('stays');
  const ben = await signedIn(centre, { email: 'ben@example.com' });
  await atWork(async (page) => {
    await openPage(page, centre, `/payments/${transId}`);
    await ben.call('DELETE', '/session');
    await button(page, 'Ask the channel').click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button(page, 'Sign in').click();
    await page.getByRole('heading', { name: 'Order stays' }).waitFor();
  }, ben);
});
