import { pino } from 'pino';
import type { ServerLog } from '../runtime/ports/server-log.ts';

export const logLevels = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Lines of JSON on standard error. Keys and headers that hold secrets are left out. */
export function createServerLog(level: LogLevel): ServerLog {
  const secrets = ['authorization', 'apiKey', 'password', 'url', 'connectionString'];
  const log = pino(
    {
      level,
      base: null,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
      serializers: { cause: pino.stdSerializers.err, error: pino.stdSerializers.err },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return {
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
