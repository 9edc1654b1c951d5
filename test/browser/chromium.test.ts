import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
let server: Server;
let address: string;

const bodies: Record<string, string> = {
  '/good': '<main><h1>Pay</h1><p>Choose how to pay.</p></main>',
  '/bad': '<main><h1>Pay</h1><img src="data:,"><p style="color:#bbb">Choose how to pay.</p></main>',
};

beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.end(
      `<!doctype html><html lang="en"><title>Pay</title>${bodies[request.url ?? '']}</html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('the browser that tests use', () => {
  test('draws every letter as itself, although the system may have no font', async () => {
    const page = await browser.newPage();
    const pictures = [];
    for (const letter of ['', 'a', 'b', 'ä', 'Ж']) {
      await page.setContent(`<p style="font-family: sans-serif">${letter}</p>`);
      pictures.push((await page.screenshot()).toString('base64'));
    }
    expect(new Set(pictures).size).toBe(pictures.length);
  });

  test('names what is inaccessible on a page whose policy forbids scripts', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/good`);
    await expectAccessible(page);
    await page.goto(`${address}/bad`);
    await expect(expectAccessible(page)).rejects.toThrow(/color-contrast[\s\S]*image-alt/);
  });
});
