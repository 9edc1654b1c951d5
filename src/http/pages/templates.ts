/**
 * The templates, compiled once when the process starts. They are strict: a name that the page's
 * model does not have, and a value that is not text, a number or our own markup, throws instead
 * of showing `undefined` to a shopper.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Eta } from 'eta/core';
import { escapeHtml, Markup } from './markup.ts';

function printed(value: unknown): string {
  if (value instanceof Markup) return value.html;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  throw new Error(`A template would print ${value === null ? 'null' : typeof value}.`);
}

function refuse(_: object, name: string | symbol): never {
  throw new Error(`The template asks for it.${String(name)}, which its model does not have.`);
}

/** Stands behind every model: a look-up comes here only when the model itself has no such name. */
const REFUSING: object = new Proxy(Object.create(null), { get: refuse });

class StrictEta extends Eta {
  /** Called at the head of every compiled template, partials included. */
  strict(model: object): object {
    return { __proto__: REFUSING, ...model } as object;
  }
}

const folder = new URL('./templates/', import.meta.url);
const eta = new StrictEta({
  escapeFunction: printed,
  functionHeader: 'it = this.strict(it);',
  rmWhitespace: true,
});

for (const file of readdirSync(folder)) {
  if (!file.endsWith('.eta')) continue;
  eta.loadTemplate(
    `@${file.slice(0, -'.eta'.length)}`,
    readFileSync(new URL(file, folder), 'utf8'),
  );
}

/** The page that the template of that name (its file without `.eta`) makes of a model. */
export function renderTemplate(name: string, model: object): string {
  return eta.render(`@${name}`, model);
}
