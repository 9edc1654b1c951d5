/** Logs: one JSON object a line; on a terminal, lines for people. */
import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogLevel } from './config.ts';
import type { Log } from './log.ts';

/** Whatever somebody logs by accident: these never come out. */
const NEVER_LOGGED = [
  'secret',
  'password',
  'authorization',
  'cookie',
  'body',
  'raw',
  'payerEmail',
  'payer_email',
  'custom_data',
  'customData',
];

export function createLogger(level: LogLevel): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`]),
      censor: '[not logged]',
    },
    serializers: { err: errorForLog },
  };
  return process.stdout.isTTY
    ? pino(options, pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' }))
    : pino(options, pino.destination({ dest: 1, sync: true }));
}

/** What went wrong and where; not the values, which a database error would repeat. */
function errorForLog(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error ? { code: String(error.code) } : {};
  const constraint = 'constraint' in error ? { constraint: String(error.constraint) } : {};
  return { name: error.name, message: error.message, ...code, ...constraint, stack: error.stack };
}
