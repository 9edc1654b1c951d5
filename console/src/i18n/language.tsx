/** The reader's language, and how his times are shown: kept in this browser. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Format, formatFor } from '../format/format.ts';
import { en, type Key, type Words } from './en.ts';

export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

type Reading = {
  readonly language: Language;
  readonly say: Say;
  readonly format: Format;
  readonly inUtc: boolean;
  readonly choose: (choice: { language?: Language; inUtc?: boolean }) => void;
};

const Context = createContext<Reading | undefined>(undefined);
const KEPT_LANGUAGE = 'paycenter.language';
const KEPT_UTC = 'paycenter.utc';

/** English is at hand at once; other languages come when somebody reads them. */
const OTHERS: Readonly<Partial<Record<Language, () => Promise<Words>>>> = {
  zh: async () => (await import('./zh.ts')).zh,
};

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [inUtc, setInUtc] = useState(() => localStorage.getItem(KEPT_UTC) === 'yes');
  const [words, setWords] = useState<Words | undefined>(language === 'en' ? en : undefined);
  useEffect(() => {
    let current = true;
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : language;
    const load = OTHERS[language] ?? (async () => en);
    void load().then((loaded) => current && setWords(loaded));
    return () => {
      current = false;
    };
  }, [language]);
  const reading = useMemo<Reading>(
    () => ({
      language,
      inUtc,
      say: (key, values) => fill((words ?? en)[key], values),
      format: formatFor(language === 'zh' ? 'zh-CN' : navigator.language || 'en', inUtc),
      choose(choice) {
        if (choice.language !== undefined) {
          localStorage.setItem(KEPT_LANGUAGE, choice.language);
          setLanguage(choice.language);
        }
        if (choice.inUtc !== undefined) {
          localStorage.setItem(KEPT_UTC, choice.inUtc ? 'yes' : 'no');
          setInUtc(choice.inUtc);
        }
      },
    }),
    [language, inUtc, words],
  );
  if (!words) return null;
  return <Context value={reading}>{children}</Context>;
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_LANGUAGE);
  const wished = [kept, ...navigator.languages].map((each) => each?.slice(0, 2));
  return wished.find((each): each is Language => each === 'en' || each === 'zh') ?? 'en';
}

/** `{name}` stands for a value. */
function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function useReading(): Reading {
  const reading = useContext(Context);
  if (!reading) throw new Error('There is no LanguageProvider above.');
  return reading;
}

export function useSay(): Say {
  return useReading().say;
}

export function useFormat(): Format {
  return useReading().format;
}

/** A word of the API's, in the reader's language; itself where we have none for it. */
export function wordOf(say: Say, prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return key in en ? say(key as Key) : word;
}
