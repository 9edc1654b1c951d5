/** The yardstick: the same single row, inserted by pgbench, on the same server. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

const INSERT = `insert into payments (id, app_id, order_id, activity_id, fingerprint, item, gross_minor,
  currency, custom_data, test, channel)
values (replace(gen_random_uuid()::text, '-', ''), 'pgbench', gen_random_uuid()::text, '',
  decode(md5(random()::text), 'hex'), 'Tea', 3014, 'USD', null, true, 'sandbox')
on conflict (app_id, order_id, fingerprint) do nothing`;

export type Yardstick = { readonly name: string; readonly perSecond: number };

/** Rows a second at so many clients. Without pgbench on the PATH, the same by the pg driver. */
export async function insertSingleRows(
  url: string,
  clients: number,
  seconds: number,
): Promise<Yardstick> {
  const folder = await mkdtemp(join(tmpdir(), 'paycenter-bench-'));
  const script = join(folder, 'insert.sql');
  await writeFile(script, `${INSERT.replaceAll('\n', ' ')};\n`);
  const args = [
    '-n',
    '-M',
    'prepared',
    '-f',
    script,
    '-c',
    `${clients}`,
    '-j',
    '2',
    '-T',
    `${seconds}`,
  ];
  try {
    const { stdout } = await run('pgbench', [...args, url]);
    const tps = /tps = ([\d.]+) \(without/.exec(stdout)?.[1] ?? /tps = ([\d.]+)/.exec(stdout)?.[1];
    return { name: 'pgbench', perSecond: Number(tps) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return {
      name: 'pg driver (no pgbench here)',
      perSecond: await byDriver(url, clients, seconds),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function byDriver(url: string, clients: number, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: clients });
  const endAt = performance.now() + seconds * 1_000;
  let rows = 0;
  const drive = async () => {
    while (performance.now() < endAt) {
      await pool.query({ name: 'insert', text: INSERT, values: [] });
      rows += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, drive));
  await pool.end();
  return rows / seconds;
}
