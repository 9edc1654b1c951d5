/** The demo as a newcomer lives it: the real one, in a real browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoProcess, demoPlace, startDemo } from '../demo-process.ts';
import { expectAccessible } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import {
  DESKTOP,
  expectNoSidewaysScroll,
  headingOf,
  PHONE,
  tabTo,
  type Visitor,
  withVisitor,
} from './visitor.ts';

let demo: DemoProcess;
let browser: Browser;
let disposePlace: () => void;

beforeAll(async () => {
  const place = await demoPlace();
  disposePlace = place.dispose;
  [demo, browser] = await Promise.all([startDemo(place), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.end();
  disposePlace?.();
});

function visit(
  options: BrowserContextOptions,
  use: (visitor: Visitor) => Promise<void>,
): Promise<void> {
  return withVisitor(browser, [demo.url, demo.shopUrl, ...demo.simulatorUrls], options, use);
}

/** Buys an article, which leads to PayCenter's hosted page. */
async function buy(page: Page, article = 'mug'): Promise<void> {
  await page.goto(demo.shopUrl);
  await page.locator(`button[value="${article}"]`).click();
  await page.waitForURL(`${demo.url}/v2/**`);
}

const press = (page: Page, value: string) => page.locator(`button[value="${value}"]`).click();

/** Chooses the sandbox on the hosted page, and on its payer page what the payer does. */
async function payWithSandbox(page: Page, action = 'pay'): Promise<void> {
  await press(page, 'sandbox');
  await page.waitForURL(`${demo.url}/channels/sandbox/**`);
  await press(page, action);
}

/** Chooses a channel that is simulated, and presses that button on its page. */
async function payAt(page: Page, channel: string, button = 'Pay now'): Promise<void> {
  await press(page, channel);
  await page.waitForURL(({ origin }) => demo.simulatorUrls.includes(origin));
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: button }).click();
}

const openChannel = (page: Page) =>
  page.getByRole('link', { name: 'Open this payment at the channel' }).click();

/** From an order's page to where its payer is played. */
async function openSandbox(page: Page): Promise<void> {
  await openChannel(page);
  await page.waitForURL(`${demo.url}/channels/sandbox/**`);
}

const goBack = (page: Page) => page.getByRole('link', { name: 'Back to Demo Shop' }).click();

/** What the order's page says that PayCenter told the shop. */
const toldIn = (page: Page) => page.locator('.story strong + code').allTextContents();

async function expectOrder(page: Page, heading: string): Promise<void> {
  await page.waitForURL(`${demo.shopUrl}/orders/**`);
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}

/** The same for what is told while the shopper is on the way: the word may be moments behind. */
async function expectOrderSoon(page: Page, heading: string): Promise<void> {
  await page.waitForURL(`${demo.shopUrl}/orders/**`);
  const look = async () => {
    const found = await headingOf(page);
    if (found !== heading) await page.reload();
    return found;
  };
  await expect.poll(look, { timeout: 15_000, interval: 200 }).toBe(heading);
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('on a %s', (_, viewport) => {
  test.each([
    ['PayPal', 'paypal', true],
    ['PayPal', 'paypal', false],
    ['Skrill', 'moneybookers', true],
    ['Skrill', 'moneybookers', false],
  ])('a newcomer pays with %s (%s, JavaScript: %s)', async (_, channel, javaScriptEnabled) => {
    await visit({ viewport, javaScriptEnabled }, async ({ page }) => {
      await page.goto(demo.shopUrl);
      await expectNoSidewaysScroll(page);
      await buy(page);
      expect(await page.locator('.amount').textContent()).toContain('$12.00');
      await expectNoSidewaysScroll(page);
      await payAt(page, channel);
      await expectOrder(page, 'Paid');
      expect(await toldIn(page)).toEqual(['SUCCESS']);
      await expectNoSidewaysScroll(page);
    });
  });

  test('the pages of a payment that goes wrong fit, too', async () => {
    await visit({ viewport }, async ({ page }) => {
      await buy(page, 'windbell');
      await payWithSandbox(page, 'decline');
      await expectOrder(page, 'Not paid');
      await expectNoSidewaysScroll(page);
      await page.goto(`${demo.url}/v2/index.php?mod=show_payment&act=mall&app_id=demo&item=x`);
      expect(await headingOf(page)).toBe('This payment cannot be started');
      await expectNoSidewaysScroll(page);
      await page.goto(demo.url);
      await expectNoSidewaysScroll(page);
    });
  });
});

describe('a payment that is not made at once', () => {
  test.each([
    ['decline', 'failed'],
    ['cancel', 'canceled'],
  ])('can be tried again after %s', async (action, status) => {
    await visit({}, async ({ page }) => {
      await buy(page);
      await payWithSandbox(page, action);
      await expectOrder(page, 'Not paid');
      expect(new URL(page.url()).searchParams.get('status')).toBe(status);
      expect(await toldIn(page)).toEqual([]);
      await page.getByRole('link', { name: 'Try again' }).click();
      await payAt(page, 'moneybookers');
      await expectOrder(page, 'Paid');
      expect(await toldIn(page)).toEqual(['SUCCESS']);
    });
  });

  test.each([true, false])(
    'is shown as confirming, and moves on by itself once it is paid (JavaScript: %s)',
    async (javaScriptEnabled) => {
      await visit({ javaScriptEnabled }, async ({ page, openTab }) => {
        await buy(page);
        await payWithSandbox(page, 'pend');
        expect(await headingOf(page)).toBe('Confirming');
        const order = await openTab();
        await order.goto(page.url());
        await goBack(order);
        await expectOrder(order, 'Thank you, confirming');

        const payer = await openTab();
        await payer.goto(order.url());
        await openSandbox(payer);
        await press(payer, 'pay');
        await expectOrder(payer, 'Paid');

        await expectOrder(page, 'Paid');
        await expectOrder(order, 'Paid');
      });
    },
  );
});

test('what happens to a payment afterwards is done in the sandbox and told on the order', async () => {
  await visit({}, async ({ page }) => {
    await buy(page, 'lamp');
    await payWithSandbox(page);
    await expectOrder(page, 'Paid');
    const steps = [
      ['dispute', 'In dispute', 'IN_CASE'],
      ['dispute_won', 'Paid', 'CANCEL_REVERSAL'],
      ['refund_half', 'Partly refunded', 'REFUND'],
      ['reverse', 'Taken back', 'APP_REVERSE'],
    ] as const;
    const told: string[] = ['SUCCESS'];
    for (const [action, heading, status] of steps) {
      await openSandbox(page);
      await press(page, action);
      await goBack(page);
      await expectOrderSoon(page, heading);
      told.push(status);
      expect(await toldIn(page)).toEqual(told);
    }
  });
});

test('what a simulated channel can do later is told on the order, too', async () => {
  await visit({}, async ({ page, openTab }) => {
    await buy(page);
    await payAt(page, 'paypal');
    await expectOrder(page, 'Paid');
    const payer = await openTab();
    await payer.goto(page.url());
    await openChannel(payer);
    await payer.getByRole('button', { name: 'Open a dispute' }).click();
    await expectOrderSoon(page, 'In dispute');
    expect(await toldIn(page)).toEqual(['SUCCESS', 'IN_CASE']);
  });
});

test('a forged notice changes nothing, and the payer page says so', async () => {
  await visit({}, async ({ page }) => {
    await buy(page);
    await payWithSandbox(page, 'pay_forged');
    expect(await page.getByRole('status').textContent()).toContain('refused the forged notice');
    await press(page, 'pay');
    await expectOrder(page, 'Paid');
    expect(await toldIn(page)).toEqual(['SUCCESS']);
  });
});

describe('another language', () => {
  test.each([
    ['zh-CN', 'ltr', '向 Demo Shop 付款', '已付款'],
    ['ar', 'rtl', 'الدفع إلى Demo Shop', 'Paid'],
  ])('%s is spoken from the first page on', async (locale, direction, payee, paid) => {
    await visit({ locale, viewport: PHONE }, async ({ page }) => {
      await buy(page);
      expect(await headingOf(page)).toBe(payee);
      const root = page.locator('html');
      expect(await root.getAttribute('dir')).toBe(direction);
      await expectNoSidewaysScroll(page);
      await press(page, 'sandbox');
      expect(await root.getAttribute('dir')).toBe(direction);
      await expectNoSidewaysScroll(page);
      await press(page, 'pay');
      await expectOrder(page, paid);
    });
  });

  test('can be chosen, and stays to the payer page', async () => {
    await visit({}, async ({ page }) => {
      await buy(page);
      await page.locator('.languages summary').click();
      await page.getByRole('link', { name: 'العربية' }).click();
      expect(await headingOf(page)).toBe('الدفع إلى Demo Shop');
      await press(page, 'sandbox');
      await page.waitForURL(`${demo.url}/channels/sandbox/**`);
      expect(await page.locator('html').getAttribute('lang')).toBe('ar');
    });
  });
});

test('a whole purchase needs no mouse', async () => {
  await visit({}, async ({ page }) => {
    const go = async (name: string, role: 'button' | 'link' = 'button') => {
      await tabTo(page, page.getByRole(role, { name }));
      await page.keyboard.press('Enter');
    };
    await page.goto(demo.shopUrl);
    await go('Buy: Stoneware mug');
    await page.waitForURL(`${demo.url}/v2/**`);
    await go('Test bank');
    await page.waitForURL(`${demo.url}/channels/sandbox/**`);
    await go('Pay The payment succeeds');
    await expectOrder(page, 'Paid');
    await go('Open this payment at the channel', 'link');
    await go('Refund The shop gives the money back');
    await go('Back to Demo Shop', 'link');
    await expectOrderSoon(page, 'Refunded');
  });
});

test('everybody can use every page of the journey, by day and by night', async () => {
  // Without motion, no colour is half way when it is looked at.
  await visit({ reducedMotion: 'reduce' }, async ({ page }) => {
    const look = async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
    };
    await page.goto(demo.shopUrl);
    await look();
    await page.goto(`${demo.shopUrl}/articles/mug`);
    await look();
    await page.goto(`${demo.shopUrl}/nowhere`);
    await look();
    await page.goto(demo.url);
    await look();
    await page.goto(`${demo.url}/v2/index.php?mod=show_payment&act=mall&app_id=demo&item=x`);
    await look();
    await buy(page);
    await look();
    await press(page, 'sandbox');
    await look();
    await press(page, 'decline');
    await expectOrder(page, 'Not paid');
    await look();
    await page.getByRole('link', { name: 'Try again' }).click();
    await payWithSandbox(page, 'pend');
    await page.waitForURL(`${demo.url}/pay/return/**`);
    await look();
    const result = new URL(page.url());
    result.searchParams.set('stay', '1');
    await goBack(page);
    await expectOrder(page, 'Thank you, confirming');
    await page.getByRole('link', { name: 'Stop that' }).click();
    await look();
    await openSandbox(page);
    await press(page, 'pay');
    await expectOrder(page, 'Paid');
    await look();
    await page.goto(result.href);
    expect(await headingOf(page)).toBe('Paid');
    await look();
    await goBack(page);
    await openSandbox(page);
    await press(page, 'dispute');
    await look();
    await goBack(page);
    await expectOrderSoon(page, 'In dispute');
    await look();
  });
});

test('whoever opens PayCenter itself is told what it is', async () => {
  await visit({}, async ({ page }) => {
    await page.goto(demo.url);
    expect(await headingOf(page)).toBe('PayCenter is running');
  });
});
