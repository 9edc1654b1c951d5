/**
 * Outlives a test run that was killed, and clears up behind it: its standard input is a pipe from
 * the run, which the kernel closes however the run ends. What a run that ended well has cleared up
 * itself is not there any more. Argument: the data directory.
 */
import { existsSync, rmSync } from 'node:fs';
import { useEmbeddedPostgres } from '../src/embedded/index.ts';

const [dataDir = ''] = process.argv.slice(2);

process.stdin.resume().once('close', async () => {
  if (!existsSync(dataDir)) return;
  // To take the server over is the safe way to end it.
  const server = await useEmbeddedPostgres({ dataDir, log: () => {} });
  await server.release();
  rmSync(dataDir, { recursive: true, force: true });
});
