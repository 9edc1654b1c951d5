/** The process: arguments in, an exit code out. */
import { runCommandLine } from './cli/run.ts';

process.exit(await runCommandLine(process.argv.slice(2)));
