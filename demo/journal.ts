import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of lines that only grows. A line stays once `append` has resolved, power cut or not. */
export interface Journal {
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal, giving each of its lines to `read` first.
 * @param path the file, made with its folder if missing; undefined keeps nothing
 * @throws Error naming the line that `read` could not take
 */
export async function openJournal(
  path: string | undefined,
  read: (line: string) => void,
): Promise<Journal> {
  if (path === undefined) return { append: async () => {}, close: async () => {} };
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+', 0o600);
  await syncFolder(dirname(path));
  let lengthBytes = await readLines(file, path, read);
  let torn = false;
  let last: Promise<void> = Promise.resolve();

  async function write(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    // What a failed write left behind would spoil this line.
    if (torn) await file.truncate(lengthBytes);
    torn = true;
    await file.appendFile(bytes);
    await file.datasync();
    lengthBytes += bytes.length;
    torn = false;
  }

  return {
    append(line) {
      const own = last.then(() => write(line));
      last = own.catch(() => {});
      return own;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

/** A new file is only there after a power cut if its folder was written too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads whole lines and cuts off what a power cut left of a last one. Gives the length kept. */
async function readLines(
  file: FileHandle,
  path: string,
  read: (line: string) => void,
): Promise<number> {
  const text = await file.readFile('utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const [index, line] of whole.split('\n').slice(0, -1).entries()) {
    try {
      read(line);
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1}, is not an entry of this shop's book.`, {
        cause,
      });
    }
  }
  const lengthBytes = Buffer.byteLength(whole);
  if (whole !== text) await file.truncate(lengthBytes);
  return lengthBytes;
}
