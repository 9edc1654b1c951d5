/** The console as its people use it: a real browser, a running centre. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode } from '../../src/domain/totp.ts';
import { makeUser, PASSWORD } from '../api/people.ts';
import { expectAccessible } from '../browser/accessibility.ts';
import { launchChromium } from '../browser/chromium.ts';
import { DESKTOP, expectNoSidewaysScroll, PHONE } from '../browser/visitor.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';

let centre: TestCentre;
let browser: Browser;

beforeAll(async () => {
  [centre, browser] = await Promise.all([startTestCentre(), launchChromium()]);
  await appWithSandbox(centre, {
    appId: 'shop',
    callbackUrl: 'https://shop.example.com/callback',
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

async function withPage(
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-US', ...options });
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // What the page's policy forbids stands here, in the browser's words.
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
  expect(complaints).toEqual([]);
}

async function giveCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

async function signIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(`${centre.url}/console${path}`);
  await giveCredentials(page, email, PASSWORD);
  await page.getByRole('navigation').waitFor({ state: 'attached' });
}

/** The bytes that a base 32 text stands for. */
function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

test('a one-time password is good for choosing one, at the address that was asked for', async () => {
  await makeUser(centre, { email: 'new@example.com', passwordOneTime: true });
  await withPage({}, async (page) => {
    await page.goto(`${centre.url}/console/account`);
    await giveCredentials(page, 'new@example.com', PASSWORD);
    await page.locator('input[name=new-password]').fill('another long sentence of mine');
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor();
  });
}, 60_000);

test('whoever has an authenticator app signs in with its code', async () => {
  await makeUser(centre, { email: 'careful@example.com' });
  await withPage({}, async (page) => {
    await signIn(page, 'careful@example.com', '/account');
    const card = page.locator('section', { hasText: 'Authenticator app' });
    await card.getByLabel('Current password').fill(PASSWORD);
    await card.getByRole('button', { name: 'Set it up' }).click();
    const secret = fromBase32((await card.locator('.mono').textContent()) ?? '');
    // A code works once; the one of the step before is taken too.
    const step = BigInt(Math.floor(Date.now() / 30_000));
    await card.getByLabel('Code').fill(totpCode(secret, step - 1n));
    await card.getByRole('button', { name: 'Confirm' }).click();
    await card.getByText('Recovery codes').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await giveCredentials(page, 'careful@example.com', PASSWORD);
    await page.locator('input[name=code]').fill(totpCode(secret, step));
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor();
  });
}, 60_000);

test('an admin invites somebody and finds it in the audit log, in both languages', async () => {
  await makeUser(centre, { email: 'admin@example.com' });
  await withPage({}, async (page) => {
    await signIn(page, 'admin@example.com', '/users');
    await page.getByRole('button', { name: 'Invite somebody' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill('guest@example.com');
    await dialog.getByLabel('Name').fill('<img src=x onerror=alert(1)>');
    await dialog.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog.getByText('One-time password of guest@example.com').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    await page.goto(`${centre.url}/console/audit-log`);
    await page
      .getByRole('cell', { name: /admin@example.com/ })
      .first()
      .waitFor();
    await page.getByLabel('Language').selectOption('zh-CN');
    await page.getByRole('heading', { level: 1, name: '审计日志' }).waitFor();
  });
}, 60_000);

test('somebody who only looks sees no page that is not for him', async () => {
  await makeUser(centre, { email: 'viewer@example.com', role: 'viewer' });
  await withPage({}, async (page) => {
    await signIn(page, 'viewer@example.com', '/account');
    await page.getByRole('link', { name: 'Payments' }).waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'API keys' }).count()).toBe(0);
  });
}, 60_000);

test.each([
  ['light', DESKTOP],
  ['dark', PHONE],
] as const)(
  'everybody can read it: %s',
  async (colorScheme, viewport) => {
    await makeUser(centre, { email: `${colorScheme}@example.com` });
    await withPage({ colorScheme, viewport }, async (page) => {
      await page.goto(`${centre.url}/console/users`);
      await page.locator('input[name=email]').waitFor();
      await expectAccessible(page);
      await giveCredentials(page, `${colorScheme}@example.com`, PASSWORD);
      for (const path of ['/users', '/api-keys', '/audit-log', '/account']) {
        await page.goto(`${centre.url}/console${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
    });
  },
  90_000,
);
