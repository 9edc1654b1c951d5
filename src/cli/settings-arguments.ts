/** `key=value` arguments. */
import { readFileSync } from 'node:fs';
import { CommandError } from './command-error.ts';

/** Reads `key=value` arguments in their order; the value may hold `=` and may be empty. */
export function readSettings(given: readonly string[]): Map<string, string> {
  const settings = new Map<string, string>();
  for (const argument of given) {
    const at = argument.indexOf('=');
    if (at <= 0) {
      throw new CommandError(`"${argument}" is no setting: write it as key=value.`, 2);
    }
    const key = argument.slice(0, at);
    if (settings.has(key)) {
      throw new CommandError(`${key} is given twice: leave one of the two out.`, 2);
    }
    settings.set(key, argument.slice(at + 1));
  }
  return settings;
}

const FILE_BYTES_MAX = 65_536;

/** The same, with the content of a file for every value `@path`; `@@` begins a value with `@`. */
export function withFiles(settings: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...settings].map(([key, value]) => {
      if (value.startsWith('@@')) return [key, value.slice(1)];
      return [key, value.startsWith('@') ? readSettingFile(key, value.slice(1)) : value];
    }),
  );
}

function readSettingFile(key: string, path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'cannot be opened';
    throw new CommandError(`${key} names the file ${path}, which cannot be read (${why}).`, 2);
  }
  const text = bytes.toString('utf8');
  if (bytes.length > FILE_BYTES_MAX || text.includes('\0') || text.includes('\ufffd')) {
    throw new CommandError(
      `${key} names the file ${path}, which is not PEM, base64 or plain text.`,
      2,
    );
  }
  return text.trim();
}
