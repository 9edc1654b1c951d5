/**
 * A process that owns the data directory in its first argument until it is killed. Prints one line
 * of JSON when the database is ready: `{"url","pid","adopted"}`.
 */
import { startEmbeddedPostgres } from './index.ts';

const [dataDir = ''] = process.argv.slice(2);
const { url, pid, adopted } = await startEmbeddedPostgres({ dataDir, log: () => {} });
console.log(JSON.stringify({ url, pid, adopted }));
// Without work of its own the process would end, as the database is no reason to stay.
setInterval(() => {}, 60_000);
