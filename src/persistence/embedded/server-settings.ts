interface SettingsOptions {
  readonly port: number;
  readonly durable: boolean;
  readonly hasStatementStatistics: boolean;
}

/**
 * The settings of the embedded server, as arguments: given at every start, so that a folder made by an older
 * Chatter gets today's. TCP on the loopback address rather than a Unix socket: every driver understands its
 * URL, and a deep data folder cannot exceed the 107 bytes of a socket's path.
 */
export function serverSettings({
  port,
  durable,
  hasStatementStatistics,
}: SettingsOptions): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    full_page_writes: durable ? 'on' : 'off',
    wal_compression: 'on', // pglz: the package's build has neither lz4 nor zstd
    shared_preload_libraries: hasStatementStatistics ? 'pg_stat_statements' : '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off', // the log is our file, opened before the server starts, so it holds failed starts too
    log_line_prefix: '%m [%p] ',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
