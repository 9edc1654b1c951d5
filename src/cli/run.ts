/** Runs one command and says how it went. */
import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { Refusal } from '../errors.ts';
import { CommandError } from './command-error.ts';
import { printable } from './output.ts';
import { buildProgram } from './program.ts';

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

/** What was typed cannot be read, whatever the state of anything. */
const UNREADABLE: readonly string[] = ['INVALID_PARAMETER', 'INVALID_GROSS'];

/**
 * Runs the command that `argv` names (without node and script) and resolves with the exit code: 0
 * done, 1 refused or failed, 2 called wrongly. A failure is one sentence on stderr.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  // A reader such as `head` may go away early; there is nobody left to tell.
  process.stdout.on('error', () => undefined);
  try {
    await buildProgram().parseAsync([...argv], { from: 'user' });
    return DONE;
  } catch (error) {
    // It has printed its help, or its complaint.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
    const { sentence, exitCode } = await explain(error);
    process.stderr.write(`${printable(sentence)}\n`);
    return exitCode;
  } finally {
    await flush(process.stdout);
    await flush(process.stderr);
  }
}

/** Pipes are written behind our back on some systems, and the process may be ended next. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

async function explain(error: unknown): Promise<{ sentence: string; exitCode: number }> {
  if (error instanceof CommandError) return { sentence: error.message, exitCode: error.exitCode };
  if (error instanceof Refusal) {
    return {
      sentence: `${error.message} (${error.code})`,
      exitCode: UNREADABLE.includes(error.code) ? WRONG_USAGE : FAILED,
    };
  }
  if (error instanceof ConfigError) return { sentence: error.message, exitCode: FAILED };
  const { MasterKeyError } = await import('../master-key.ts');
  const { EmbeddedPostgresError } = await import('../embedded/embedded-error.ts');
  if (error instanceof MasterKeyError || error instanceof EmbeddedPostgresError) {
    return { sentence: error.message, exitCode: FAILED };
  }
  return { sentence: await explainUnexpected(error), exitCode: FAILED };
}

async function explainUnexpected(error: unknown): Promise<string> {
  const { isUnavailable, databaseError } = await import('../store/database.ts');
  const why = error instanceof Error ? error.message : String(error);
  if (isUnavailable(error)) {
    return `The database cannot be reached (${why || 'no answer'}): check DATABASE_URL, and that PostgreSQL runs.`;
  }
  if (databaseError(error)) {
    return `The database refused (${why}): \`paycenter doctor\` may say why.`;
  }
  // An error of no special class is one that was thrown with a sentence.
  const deliberate = error instanceof Error && error.constructor === Error;
  return deliberate ? why : `Something went wrong inside PayCenter: ${why}`;
}
