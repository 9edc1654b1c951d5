import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { channelNames } from './names.ts';
import { planChannel } from './plan.ts';

const ROOT = join(import.meta.dirname, '../../..');
const plan = (name: string, root = ROOT, cwd = root) => planChannel(root, name, cwd);

/** What has to be there for a channel to be made, and nothing else. */
function bareCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), 'paycenter-checkout-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const path of [
    ...['templates/channel', 'src/channels/registry.ts'],
    ...['simulators/registry.ts', 'simulators/package.json'],
  ]) {
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
  return root;
}

function refusal(attempt: () => unknown): { exitCode: number; message: string } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

test('a name is spelled for code, for people and for hosts', () => {
  expect(channelNames('acme_pay2')).toEqual({
    ...{ name: 'acme_pay2', pascal: 'AcmePay2', title: 'Acme Pay2', host: 'acme-pay2' },
  });
});

test.each([
  ...['', 'Acme', 'acme pay', 'acme-pay', '2pay', '_pay', 'pay_', 'a__b', '../x', 'ä'],
  'a'.repeat(33),
])('%j is no name', (name) => {
  expect(refusal(() => plan(name)).exitCode).toBe(2);
});

test('everything that belongs to a channel is made, with nothing of the template left in it', () => {
  const { made, changed } = plan('acme_pay', bareCheckout());
  const paths = made.map(({ path }) => path);
  for (const needed of [
    ...['index', 'client', 'notice', 'status'].map((file) => `src/channels/acme_pay/${file}.ts`),
    ...['src/channels/acme_pay/fixtures/paid.json', 'simulators/acme_pay/index.ts'],
    ...['test/channels/acme_pay.ts', 'test/channels/acme_pay.test.ts'],
    'docs/channels/acme_pay.md',
  ]) {
    expect(paths).toContain(needed);
  }
  for (const { path, text } of made)
    expect(`${path} ${text}`).not.toMatch(/NAME|__\w+__|template$/);
  const texts = Object.fromEntries(changed.map(({ path, text }) => [path, text]));
  expect(texts['src/channels/registry.ts']).toContain('createAcmePay(),\n');
  expect(texts['simulators/registry.ts']).toContain("['acme_pay', createAcmePaySimulator],\n");
  expect(JSON.parse(texts['simulators/package.json'] ?? '').exports).toMatchObject({
    ...{ './acme_pay': './acme_pay/index.ts', './paypal': './paypal/index.ts' },
  });
});

test.each([
  ['a channel that exists', 'paypal'],
  ['what the conformance suite has a file for', 'driver'],
])('%s is not made again', (_, name) => {
  const { exitCode, message } = refusal(() => plan(name));
  expect([exitCode, message]).toEqual([1, expect.stringContaining('exists')]);
});

test('nothing is written over, were it only a document', () => {
  const root = bareCheckout();
  const document = join(root, 'docs/channels/acme_pay.md');
  mkdirSync(dirname(document), { recursive: true });
  writeFileSync(document, 'mine');
  const { message } = refusal(() => plan('acme_pay', root));
  expect(message).toContain('docs/channels/acme_pay.md exists');
});

test('no channel is made outside of a checkout, nor from the outside', () => {
  const root = bareCheckout();
  const inside = join(root, 'src');
  expect(plan('acme_pay', root, inside).name).toBe('acme_pay');
  expect(refusal(() => plan('acme_pay', root, dirname(root))).message).toContain('change to it');
  rmSync(join(root, 'templates'), { recursive: true });
  expect(refusal(() => plan('acme_pay', root)).message).toContain('clone the repository');
});

test('where a registry has no place for it, nothing is made and the line is named', () => {
  const root = bareCheckout();
  writeFileSync(join(root, 'simulators/registry.ts'), 'export {};\n');
  const { message } = refusal(() => plan('acme_pay', root));
  expect(message).toContain("import { createAcmePaySimulator } from './acme_pay/index.ts';");
  expect(existsSync(join(root, 'src/channels/acme_pay'))).toBe(false);
});
