/** `paycenter new-channel`: the skeleton of a channel, which works from the first moment. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { type JsonOption, leaf } from './command.ts';
import { CommandError } from './command-error.ts';
import type { Plan } from './new-channel/plan.ts';
import { report } from './output.ts';

const ROOT = join(import.meta.dirname, '../..');

export function newChannelCommand(): Command {
  return leaf(
    'new-channel',
    'make the skeleton of a channel in this checkout: adapter, simulator, tests and document',
    'new-channel acme_pay',
  )
    .argument('<name>', 'small letters, digits and _')
    .action(async (name: string, options: JsonOption) => {
      const { planChannel } = await import('./new-channel/plan.ts');
      const plan = planChannel(ROOT, name, process.cwd());
      write(plan);
      tidy([...plan.made, ...plan.changed].map(({ path }) => path));
      const made = plan.made.map(({ path }) => path);
      const changed = plan.changed.map(({ path }) => path);
      report(options, { channel: name, made, changed }, () => [
        ...made.map((path) => `made     ${path}`),
        ...changed.map((path) => `changed  ${path}`),
        '',
        'It speaks a made-up protocol, and keeps the contract of channels already:',
        '',
        `  npx vitest run test/channels/${name}.test.ts src/channels/${name}`,
        `  npx paycenter simulate ${name}`,
        '',
        'docs/add-a-channel.md says how to make it speak the real one.',
      ]);
    });
}

function write({ made, changed }: Plan): void {
  for (const { path, text } of [...made, ...changed]) {
    mkdirSync(join(ROOT, dirname(path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}

/** Names are long or short, and lines are broken accordingly. */
function tidy(paths: readonly string[]): void {
  try {
    const biome = createRequire(join(ROOT, 'package.json')).resolve('@biomejs/biome/bin/biome');
    const code = paths.filter((path) => /\.(ts|json)$/.test(path));
    execFileSync(process.execPath, [biome, 'check', '--write', ...code], {
      cwd: ROOT,
      stdio: 'pipe',
    });
  } catch {
    throw new CommandError(
      'The channel was made, but not put in the style of the house: run `npm ci` and `npx biome check --write .`.',
      1,
    );
  }
}
