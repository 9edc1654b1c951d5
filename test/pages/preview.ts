/**
 * Writes every page in every language to `test-results/pages/`, and pictures of some, to look at:
 * `node test/pages/preview.ts [language,…] [page,…] [width,…]`. With fonts of the machine, Chinese
 * and Arabic can be read too: set `PREVIEW_CHROMIUM` to an installed Chromium.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Fastify from 'fastify';
import { chromium } from 'playwright-core';
import { assetsPlugin } from '../../src/http/pages/assets.ts';
import { LANGUAGES, type Language } from '../../src/http/pages/languages.ts';
import { launchChromium } from '../browser/chromium.ts';
import { screenshot } from '../browser/screenshots.ts';
import { samplePages } from './samples.ts';

const [languages = 'en,zh-CN,ar', wanted = '', widths = '320,768,1280'] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../test-results/pages/', import.meta.url));

const app = Fastify();
await app.register(assetsPlugin);
app.get<{ Params: { language: Language; page: string } }>('/:language/:page', (request, reply) => {
  const { language, page } = request.params;
  return reply.type('text/html; charset=utf-8').send(samplePages(language).get(page));
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });

for (const language of LANGUAGES) {
  mkdirSync(`${folder}${language}`, { recursive: true });
  for (const [name, html] of samplePages(language)) {
    writeFileSync(`${folder}${language}/${name}.html`, html);
  }
}

const installed = process.env.PREVIEW_CHROMIUM;
const browser = installed
  ? await chromium.launch({ executablePath: installed, args: ['--no-sandbox'] })
  : await launchChromium();
for (const language of languages.split(',')) {
  for (const name of samplePages(language as Language).keys()) {
    if (wanted !== '' && !wanted.split(',').includes(name)) continue;
    for (const width of widths.split(',')) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const viewport = { width: Number(width), height: 700 };
        const context = await browser.newContext({ viewport, colorScheme });
        const page = await context.newPage();
        await page.goto(`${address}/${language}/${name}`);
        console.log(await screenshot(page, `pages/${language}/${name}-${width}-${colorScheme}`));
        await context.close();
      }
    }
  }
}
await browser.close();
await app.close();
