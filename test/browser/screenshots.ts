/** Pictures of pages for people to look at; nothing compares them. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../test-results/', import.meta.url));

/**
 * Writes the whole page, however long, to `test-results/<name>.png` (which git ignores), with
 * animations at their end. `name` may contain slashes. Returns the file's path.
 */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = `${folder}${name}.png`;
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}
