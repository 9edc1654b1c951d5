/** What a new channel comes to: files made of the templates, and lines in the lists of channels. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CommandError } from '../command-error.ts';
import { channelNames, withNames } from './names.ts';
import { REGISTRIES } from './registries.ts';

export type PlannedFile = {
  /** From the root of the checkout. */
  readonly path: string;
  readonly text: string;
};

export type Plan = {
  readonly name: string;
  readonly made: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
};

const TEMPLATES = 'templates/channel';
const SUFFIX = '.template';

/** Reads and changes nothing. Throws a CommandError when the channel cannot be made there. */
export function planChannel(root: string, name: string, cwd: string): Plan {
  const names = channelNames(name);
  refuseElsewhere(root, cwd);
  const made = templatesIn(root).map((template) => ({
    path: template.slice(0, -SUFFIX.length).replaceAll('NAME', name),
    text: withNames(readFileSync(join(root, TEMPLATES, template), 'utf8'), names),
  }));
  const folders = [`src/channels/${name}`, `simulators/${name}`];
  const taken = [...folders, ...made.map(({ path }) => path)].find((path) =>
    existsSync(join(root, path)),
  );
  if (taken !== undefined) {
    throw new CommandError(`${taken} exists: choose another name, or work on that one.`, 1);
  }
  const changed = REGISTRIES.map(({ path, add }) => ({
    path,
    text: add(readFileSync(join(root, path), 'utf8'), names),
  }));
  return { name, made, changed };
}

/** An installed package has no source to add to; and nobody wants files in a folder that they are not in. */
function refuseElsewhere(root: string, cwd: string): void {
  const needed = [TEMPLATES, ...REGISTRIES.map(({ path }) => path)];
  if (!needed.every((path) => existsSync(join(root, path)))) {
    throw new CommandError(
      'A channel is made in a checkout of PayCenter, where its source is: clone the repository, then run this there.',
      1,
    );
  }
  const inside = relative(root, cwd);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new CommandError(`This belongs to the checkout in ${root}: change to it first.`, 1);
  }
}

function templatesIn(root: string): readonly string[] {
  return readdirSync(join(root, TEMPLATES), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(SUFFIX))
    .sort();
}
