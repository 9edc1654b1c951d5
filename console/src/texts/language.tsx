/** The reader's language: his choice if he made one, his browser's otherwise. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en } from './en.ts';
import type { Texts } from './texts.ts';
import { zh } from './zh.ts';

export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zh };
const KEPT_AS = 'paycenter.language';

type Spoken = {
  readonly t: Texts;
  readonly language: Language;
  /** For numbers and times: the browser's own kind of the language, such as en-GB. */
  readonly locale: string;
  readonly speak: (language: Language) => void;
};

const LanguageContext = createContext<Spoken | undefined>(undefined);

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === 'en' || kept === 'zh-CN') return kept;
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo(() => {
    const isBrowsers = navigator.language.slice(0, 2) === language.slice(0, 2);
    const speak = (next: Language) => {
      localStorage.setItem(KEPT_AS, next);
      setLanguage(next);
    };
    const locale = isBrowsers ? navigator.language : language;
    return { t: CATALOGUES[language], language, locale, speak };
  }, [language]);
  return <LanguageContext value={spoken}>{children}</LanguageContext>;
}

export function useLanguage(): Spoken {
  const spoken = useContext(LanguageContext);
  if (!spoken) throw new Error('No language is spoken here.');
  return spoken;
}

export function useTexts(): Texts {
  return useLanguage().t;
}
