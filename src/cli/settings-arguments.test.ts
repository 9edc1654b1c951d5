import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSettings, withFiles } from './settings-arguments.ts';

const folder = mkdtempSync(join(tmpdir(), 'paycenter-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const entries = (...given: string[]) => Object.fromEntries(withFiles(readSettings(given)));

test('a value may hold an equals sign, and may be empty', () => {
  expect(entries('sum=a=b==', 'website=')).toEqual({ sum: 'a=b==', website: '' });
});

test.each([[['mode']], [['=live']], [['mode=live', 'mode=test']]])('%j is wrong usage', (given) => {
  expect(() => readSettings(given)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test('a value that begins with @ is read from a file, without the line break at its end', () => {
  const file = join(folder, 'key.pem');
  writeFileSync(file, '-----BEGIN KEY-----\nabc=\n-----END KEY-----\n');
  expect(entries(`key=@${file}`, 'password=@@home')).toEqual({
    key: '-----BEGIN KEY-----\nabc=\n-----END KEY-----',
    password: '@home',
  });
});

test('a file that is missing, or is not text, is refused with the key', () => {
  const binary = join(folder, 'key.der');
  writeFileSync(binary, Buffer.from([0x30, 0x82, 0x00, 0xff]));
  expect(() => entries(`key=@${binary}`)).toThrow(/^key names the file .*not PEM/);
  expect(() => entries('key=@/no/such/file')).toThrow(/^key names the file .*\(ENOENT\)/);
});
