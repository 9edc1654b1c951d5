import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readSettings, withFiles } from './settings-arguments.ts';
import { channelSetLine, shellLine } from './shell-line.ts';

const VALUES = {
  plain: 'https://pay.example:8443/a?b=1',
  spaces: ' a b ',
  quotes: `it's "so"`,
  lines: '-----BEGIN KEY-----\nabc=\n-----END KEY-----',
  shell: '$HOME `id` $(id) \\ ! * ; & | <x>',
  at: '@home',
  empty: '',
};

test('a shell reads back every word, and expands nothing in it', () => {
  const words = Object.values(VALUES);
  const line = `printf '%s\\0' ${shellLine(words)}`;
  expect(execFileSync('/bin/sh', ['-c', line]).toString().split('\0')).toEqual([...words, '']);
});

test('the line gives an account the settings that it was made from', () => {
  const line = channelSetLine('shop', 'paypal', VALUES).replace(/^npx/, "printf '%s\\0'");
  const words = execFileSync('/bin/sh', ['-c', line]).toString().split('\0').slice(0, -1);
  expect(words.slice(0, 5)).toEqual(['paycenter', 'channel', 'set', 'shop', 'paypal']);
  expect(Object.fromEntries(withFiles(readSettings(words.slice(5))))).toEqual(VALUES);
});
