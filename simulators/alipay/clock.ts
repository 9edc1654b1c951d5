/** Times by the clock of China, as Alipay writes and reads them. */

const CHINA_AHEAD_MS = 8 * 3_600_000;

/** `2026-01-02 11:04:05`, with milliseconds if wished. */
export function writeChinaTime(timeMs: number, milliseconds = false): string {
  const text = new Date(timeMs + CHINA_AHEAD_MS).toISOString().replace('T', ' ');
  return text.slice(0, milliseconds ? 23 : 19);
}

/** The instant, or undefined when it is not written as Alipay wants it. */
export function readChinaTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const timeMs = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
