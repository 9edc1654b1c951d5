import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ICONS } from './icons.ts';
import { renderTemplate } from './templates.ts';

test('a name that the model does not have is never shown as "undefined"', () => {
  expect(() => renderTemplate('order-id', { t: { frame: {} } })).toThrow('it.orderId');
});

test('a value that is not there is never shown as "undefined"', () => {
  const t = { labels: {}, frame: { details: 'Details' } };
  const details = [{ label: 'order', value: '1' }];
  expect(() => renderTemplate('details', { t, details, website: null })).toThrow('undefined');
});

test('partials are as strict as pages', () => {
  const model = { channels: [{ key: 'a' }], moreChannels: [], icons: ICONS };
  expect(() => renderTemplate('channels', model)).toThrow('undefined');
});

test('templates print unescaped nothing but other templates', () => {
  const folder = new URL('./templates/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const template = readFileSync(new URL(file, folder), 'utf8');
    const raw = template.match(/<%[-_]?~[^%]*/g) ?? [];
    expect(raw.filter((tag) => !/^<%~ (include\(|it\.body )/.test(tag))).toEqual([]);
  }
});
