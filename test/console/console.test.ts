/** The console as a whole: what is served, what everybody can read, and what strangers cannot do in it. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/http/console/bundle.ts';
import { signedIn } from '../api/people.ts';
import { makeWorld, SHOP, type World } from '../api/world.ts';
import { expectAccessible } from '../browser/accessibility.ts';
import { launchChromium } from '../browser/chromium.ts';
import { DESKTOP, expectNoSidewaysScroll } from '../browser/visitor.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { openPayment } from '../shopper.ts';
import { atConsole, openPage, sessionOf } from './operator.ts';

let centre: TestCentre;
let browser: Browser;
let world: World;

beforeAll(async () => {
  [centre, browser] = await Promise.all([startTestCentre(), launchChromium()]);
  world = await makeWorld(centre);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

const PHONE = { width: 360, height: 740 };

describe('everybody can read every page', () => {
  const looks: readonly [string, BrowserContextOptions][] = [
    ['light, on the desk', { colorScheme: 'light', viewport: DESKTOP }],
    ['dark, on the phone, in Chinese', { colorScheme: 'dark', viewport: PHONE, locale: 'zh-CN' }],
  ];
  test.each(looks)('%s', async (_, look) => {
    const { trans_id, callback_id } = world.things;
    const pages = [
      ...['/', '/payments', '/payments?state=paid,failed&test=true', `/payments/${trans_id}`],
      ...['/refunds', '/disputes', '/callbacks', `/callbacks/${callback_id}`],
      ...[`/ledger?app=${SHOP}`, '/apps', `/apps/${SHOP}`, '/users', '/api-keys', '/audit-log'],
      ...['/account', '/nowhere'],
    ];
    await atConsole(
      { centre, browser },
      { ...sessionOf(centre, world.admin), ...look },
      async (page) => {
        for (const path of pages) {
          await openPage(page, centre, path);
          await expectAccessible(page);
          await expectNoSidewaysScroll(page);
        }
      },
    );
  });

  test('signing in too, by the keyboard alone', async () => {
    await atConsole({ centre, browser }, {}, async (page) => {
      await openPage(page, centre, '/payments');
      await expectAccessible(page);
      await page.keyboard.type('root@example.com');
      await page.keyboard.press('Tab');
      await page.keyboard.type('not the password');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await expectAccessible(page);
    });
  });
});

test('what shoppers and merchants have written is shown, and never run', async () => {
  const evil = `"><img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
  const { transId } = await openPayment(centre, {
    ...{ app_id: SHOP, item: evil, custom_data: evil, order_id: '<svg onload=alert(1)>' },
  });
  await atConsole({ centre, browser }, sessionOf(centre, world.admin), async (page) => {
    for (const path of [`/payments/${transId}`, '/payments']) {
      await openPage(page, centre, path);
      await page.getByText('<svg onload=alert(1)>').first().waitFor();
      expect(await page.locator('img[src="x"], main script, main svg[onload]').count()).toBe(0);
      expect(await page.title()).not.toBe('run');
    }
  });
});

test('whoever may not, is not offered it, and is told so at its address', async () => {
  const viewer = await signedIn(centre, { email: 'vera@example.com', role: 'viewer' });
  await atConsole({ centre, browser }, sessionOf(centre, viewer), async (page) => {
    await openPage(page, centre, `/payments/${world.things.trans_id}`);
    expect(await page.getByRole('button', { name: 'Refund' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Users and roles' }).count()).toBe(0);
    await openPage(page, centre, '/users');
    await page.getByRole('alert').getByText('NOT_ALLOWED').waitFor();
  });
});

test('the page lets in no script, frame or form but its own', async () => {
  const page = await fetch(`${centre.url}/console/payments/whatever`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  const other = await fetch(`${centre.url}/console/`);
  expect(other.headers.get('content-security-policy')).not.toBe(policy);
  expect((await fetch(`${centre.url}/console/assets/none.js`)).status).toBe(404);
});

test('the first page weighs less than 300 KB, packed, its font with it', async () => {
  const bundle = openBundle()();
  if (!bundle) throw new Error('The console is not built: npm run build --workspace console');
  const names = [...bundle.page.matchAll(/\/console\/(assets\/[^"]+)/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(1);
  const home = [...bundle.files.keys()].filter((name) => /home-page|Inter.*latin-wght/i.test(name));
  const bytes = await Promise.all(
    [...new Set([...names, ...home])].map(async (name) => {
      const file = bundle.files.get(name ?? '');
      return ((await file?.packed?.()) ?? file?.plain)?.length ?? 0;
    }),
  );
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(300_000);
});
