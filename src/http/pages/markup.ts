/**
 * Text becomes HTML here and nowhere else. Whatever a stranger wrote is escaped and, inside a
 * sentence of ours, isolated by `<bdi>`, so that its direction cannot turn our words around.
 */

/** HTML that we made: a template prints it as it is. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A stranger's words, escaped and isolated. */
export function isolated(text: string): Markup {
  return new Markup(`<bdi>${escapeHtml(text)}</bdi>`);
}

/** What stands for each `{name}` of a sentence: a stranger's words, or markup of ours. */
export type Values = Readonly<Record<string, string | Markup>>;

/** Our sentence with its `{name}`s filled in, as HTML. Throws when a name has no value. */
export function fill(sentence: string, values: Values): Markup {
  return new Markup(
    replacePlaceholders(escapeHtml(sentence), (name) => {
      const value = given(values, name);
      return (value instanceof Markup ? value : isolated(value)).html;
    }),
  );
}

function replacePlaceholders(sentence: string, replace: (name: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => replace(name));
}

function given<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`A sentence wants {${name}}, which was not given.`);
  return value;
}

const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The same as plain text, for a title or an attribute, where no element can isolate: there the
 * stranger's own direction controls go, and isolating characters of ours come instead.
 */
export function fillPlain(sentence: string, values: Readonly<Record<string, string>>): string {
  return replacePlaceholders(
    sentence,
    (name) => `\u2068${given(values, name).replace(DIRECTION_CONTROLS, '')}\u2069`,
  );
}

/**
 * The address, if a browser may be sent there by a link; null for `javascript:`, `data:` and
 * everything else that is no plain web address.
 */
export function webAddress(href: string): URL | null {
  const url = URL.parse(href);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}
