/** Forms as Stripe takes them: brackets in the names make lists and objects of them. */

export type Form = { readonly [name: string]: string | Form };

type Growing = { [name: string]: string | Growing };

const empty = (): Growing => Object.create(null);

/** `a[b][0]=c` as `{a: {b: {0: 'c'}}}`: lists are objects with numbers for names. */
export function readForm(fields: unknown): Form {
  const form = empty();
  for (const [name, value] of Object.entries((fields ?? {}) as Record<string, unknown>)) {
    const [first = '', ...rest] = name.split('[').map((step) => step.replace(/\]$/, ''));
    put(form, [first, ...rest], String(value));
  }
  return form;
}

function put(form: Growing, [step = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    form[step] = value;
    return;
  }
  const known = form[step];
  const below = typeof known === 'object' ? known : empty();
  form[step] = below;
  put(below, rest, value);
}

/** The text at the end of the path. */
export function textOf(form: Form, ...path: readonly string[]): string | undefined {
  let value: string | Form | undefined = form;
  for (const step of path) value = typeof value === 'object' ? value[step] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function formOf(form: Form, ...path: readonly string[]): Form {
  let value: string | Form | undefined = form;
  for (const step of path) value = typeof value === 'object' ? value[step] : undefined;
  return typeof value === 'object' ? value : {};
}

export function listOf(form: Form, name: string): readonly (string | Form)[] {
  return Object.values(formOf(form, name));
}
