/** Inter, served by us. Chinese, Japanese, Korean and Arabic use the reader's own system's fonts. */
import { readFileSync } from 'node:fs';

/** What the languages that Inter is for need; a browser loads only the ones a page uses. */
const SUBSETS = ['latin', 'latin-ext', 'cyrillic'] as const;

type FontFile = { readonly name: string; readonly bytes: Buffer; readonly unicodeRange: string };

function packageFile(path: string): Buffer {
  return readFileSync(new URL(import.meta.resolve(`@fontsource-variable/inter/${path}`)));
}

export function readFonts(): readonly FontFile[] {
  const ranges = JSON.parse(packageFile('unicode.json').toString()) as Record<string, string>;
  return SUBSETS.map((subset) => {
    const unicodeRange = ranges[subset];
    if (unicodeRange === undefined) throw new Error(`Inter has no subset ${subset}.`);
    return {
      name: `inter-${subset}.woff2`,
      bytes: packageFile(`files/inter-${subset}-wght-normal.woff2`),
      unicodeRange,
    };
  });
}

/** The rule that makes one file part of the family. */
export function fontFace(font: FontFile, url: string): string {
  return `@font-face {
  font-family: "Inter Variable";
  font-style: normal;
  font-weight: 100 900;
  font-display: swap;
  src: url("${url}") format("woff2");
  unicode-range: ${font.unicodeRange};
}
`;
}
