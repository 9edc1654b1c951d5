/**
 * How the embedded server is set, whatever its configuration file says. Durability first: what a
 * commit has promised survives kill -9 and a loss of power.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // On macOS a plain fsync stops at the drive's cache.
  ...(process.platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),

  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  max_wal_senders: '0',

  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  wal_buffers: '16MB',
  wal_compression: 'on',
  // Checkpoints are rare and spread out; 1 GB of log is still replayed within seconds of a crash.
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_wal_size: '1GB',
  min_wal_size: '128MB',
  random_page_cost: '1.1',
  jit: 'off',

  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // A failed statement's DETAIL line quotes the row, and rows are people's data.
  log_error_verbosity: 'terse',
};

/** The settings as arguments of `postgres`. */
export function settingArguments(): string[] {
  return Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
