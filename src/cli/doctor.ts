import type { Command } from 'commander';
import type { Finding } from '../domain/finding.ts';
import { type JsonOption, leaf } from './command.ts';
import { report } from './output.ts';

const MARK = { ok: 'ok', warning: 'look', failed: 'FAILED' } as const;

/** `paycenter doctor`: exit 1 when something would keep the centre from working. */
export function doctorCommand(): Command {
  return leaf('doctor', 'check everything, and say what to do', 'doctor').action(
    async (options: JsonOption) => {
      const { examine } = await import('./doctor-checks.ts');
      const findings = await examine();
      const failed = findings.filter(({ state }) => state === 'failed').length;
      report(options, { ok: failed === 0, checks: findings }, () => findings.flatMap(lines));
      if (failed === 0) return;
      const { CommandError } = await import('./command-error.ts');
      throw new CommandError(
        `${failed} ${failed === 1 ? 'check has' : 'checks have'} failed: do what is said beside each, and run this again.`,
        1,
      );
    },
  );
}

function lines({ check, state, found, todo }: Finding): string[] {
  const line = `${MARK[state].padEnd(6)}  ${check}: ${found}`;
  return todo === null ? [line] : [line, `        ${todo}`];
}
