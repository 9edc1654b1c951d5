import pg from 'pg';
import { type Connection, connectionUrl } from './connection-file.ts';

/**
 * Logs in and asks the server where its data lies: true when it is this cluster's. False when the
 * server refuses us, does not answer in time, or serves another cluster.
 */
export async function answersFor(clusterDir: string, connection: Connection): Promise<boolean> {
  const client = new pg.Client({
    connectionString: connectionUrl(connection),
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    application_name: 'paycenter probe',
  });
  // A connection that breaks while idle would otherwise end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(`select current_setting('data_directory') as directory`);
    return rows[0].directory === clusterDir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
