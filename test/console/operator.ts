/** An operator with a real browser at the console. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { cookiesFor } from '../../src/http/api/cookies.ts';
import type { ApiClient } from '../api/client.ts';
import { withVisitor } from '../browser/visitor.ts';
import type { TestCentre } from '../centre.ts';

/** What a browser needs to go on where the client has signed in. */
export function sessionOf(centre: TestCentre, client: ApiClient): BrowserContextOptions {
  const name = cookiesFor(centre.running.centre.publicUrl).sessionName;
  const value = client.cookie().split('=').slice(1).join('=');
  const { hostname } = new URL(centre.url);
  const cookie = { name, value, domain: hostname, path: '/', httpOnly: true, secure: false };
  const lasting = { expires: -1, sameSite: 'Lax' as const };
  return { storageState: { cookies: [{ ...cookie, ...lasting }], origins: [] } };
}

/** Lets an operator do something; whatever the browser complains of fails the test. */
export function atConsole(
  { centre, browser }: { centre: TestCentre; browser: Browser },
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  return withVisitor(browser, [centre.url], { locale: 'en-US', ...options }, ({ page }) =>
    use(page),
  );
}

/** Opens a page of the console, and waits until it shows what it is about. */
export async function openPage(page: Page, centre: TestCentre, path: string): Promise<void> {
  await page.goto(`${centre.url}/console${path}`);
  await shown(page);
}

/** Waits until nothing on the page stands for something that is still to come. */
export async function shown(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const waiting = page.locator('.mantine-Skeleton-root, [aria-busy=true]');
  await waiting.first().waitFor({ state: 'detached' });
}
