/** Times as Alipay writes them: by the clock of China, which is eight hours ahead and never changes. */

const AHEAD_MS = 8 * 3_600_000;
const WRITTEN = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)$/;

/** `2026-01-02 11:04:05` */
export function writeTime(timeMs: number): string {
  return new Date(timeMs + AHEAD_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The instant that a text names; undefined when it names none. */
export function readTime(text: string | undefined): number | undefined {
  const [, day, time] = WRITTEN.exec(text ?? '') ?? [];
  const timeMs = Date.parse(`${day}T${time}+08:00`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
