#!/usr/bin/env node
// Starts PayCenter on Node 24, whatever Node called this: in a checkout the TypeScript is run as it is,
// an installed package brings what it was built to.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const built = new URL('../dist/main.js', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);
const main = existsSync(source) ? source : built;
// Halves what a start costs. Beside the code it is as safe as the code; where that cannot be written, it
// is simply not kept.
const compileCache = fileURLToPath(new URL('../node_modules/.cache/paycenter', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  module.enableCompileCache(compileCache);
  await import(main.href);
} else {
  const node = pinnedNode();
  if (!node) {
    console.error(
      `PayCenter needs Node ${NODE_MAJOR} or newer; this is ${process.version}. Run "npm ci", which brings it.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function pinnedNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
}
