import type { Language } from './languages.ts';

const formats = new Map<Language, Intl.DateTimeFormat>();

/**
 * A moment as its reader writes it, in UTC and saying so: a server does not know where the reader
 * is. With JavaScript the page puts it into the reader's own zone.
 */
export function formatTime(moment: Date, language: Language): string {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'UTC',
    });
    formats.set(language, format);
  }
  return `${format.format(moment)} UTC`;
}
