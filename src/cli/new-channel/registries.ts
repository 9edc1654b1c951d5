/** The lines that name a new channel in the lists of them. */
import { CommandError } from '../command-error.ts';
import type { ChannelNames } from './names.ts';

export type Registry = {
  /** From the root of the checkout. */
  readonly path: string;
  /** The text with the channel in it. Throws a CommandError where it has no place for it. */
  readonly add: (text: string, names: ChannelNames) => string;
};

export const REGISTRIES: readonly Registry[] = [
  {
    path: 'src/channels/registry.ts',
    add: (text, { name, pascal }) =>
      insertBefore(
        withImport(text, `import { create${pascal} } from './${name}/index.ts';`),
        // The sandbox stays the last of them.
        /^ *createSandbox\(world\)/m,
        `create${pascal}(),`,
        'src/channels/registry.ts',
      ),
  },
  {
    path: 'simulators/registry.ts',
    add: (text, { name, pascal }) =>
      insertBefore(
        withImport(text, `import { create${pascal}Simulator } from './${name}/index.ts';`),
        /^ *\]\);\s*$/m,
        `['${name}', create${pascal}Simulator],`,
        'simulators/registry.ts',
      ),
  },
  { path: 'simulators/package.json', add: (text, { name }) => withExport(text, name) },
];

function withImport(text: string, line: string): string {
  // Behind those of packages and of other folders.
  return insertBefore(text, /^import [^\n]* from '\.\/[^\n]*$/m, line, 'the imports');
}

function insertBefore(text: string, place: RegExp, line: string, where: string): string {
  const found = place.exec(text);
  if (!found) {
    throw new CommandError(
      `${where} has changed so much that there is no place for the line \`${line}\`: nothing was made.`,
      1,
    );
  }
  return `${text.slice(0, found.index)}${line}\n${text.slice(found.index)}`;
}

function withExport(text: string, name: string): string {
  const description = JSON.parse(text) as { exports: Record<string, string> };
  const exports = { ...description.exports, [`./${name}`]: `./${name}/index.ts` };
  const sorted = Object.fromEntries(Object.entries(exports).sort());
  return `${JSON.stringify({ ...description, exports: sorted }, null, 2)}\n`;
}
