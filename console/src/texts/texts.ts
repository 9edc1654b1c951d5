/** The type of every catalogue: the English one's, with its words left open. */
import type { en } from './en.ts';

export type OpenTexts<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string
    ? string
    : Words[Key] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : OpenTexts<Words[Key]>;
};

export type Texts = OpenTexts<typeof en>;
