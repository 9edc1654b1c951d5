/** Somebody with a browser, whose complaints count. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export const PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

export type Visitor = {
  readonly page: Page;
  /** Another tab of the same browser. */
  openTab(): Promise<Page>;
};

/**
 * Lets a visitor do something. Fails afterwards on every error of a page, everything that its policy
 * forbade, and every request to a host that is not among `origins`.
 */
export async function withVisitor(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions,
  use: (visitor: Visitor) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // The status of the page that was asked for is for the test to judge, and so is an API's no.
    const { url } = message.location();
    const isJudged = url === message.page()?.url() || URL.parse(url)?.pathname.startsWith('/api/');
    if (isJudged && message.text().startsWith('Failed to load resource')) return;
    complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && !origins.includes(origin)) complaints.push(request.url());
  });
  try {
    await use({ page: await context.newPage(), openTab: () => context.newPage() });
  } finally {
    await context.close();
  }
  expect(complaints).toEqual([]);
}

/** What the page says it is about. */
export async function headingOf(page: Page): Promise<string | null> {
  return page.getByRole('heading', { level: 1 }).textContent();
}

/** Presses Tab until that element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const stops = await page.locator('a, button, summary, input').count();
  for (let stop = 0; stop <= stops; stop += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error(`The keyboard does not come to ${target} on ${page.url()}`);
}

/** Fails if anything on the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect(width, page.url()).toBe(page.viewportSize()?.width);
}
