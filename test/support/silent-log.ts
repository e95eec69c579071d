import type { ServerLog } from '../../src/runtime/ports/server-log.ts';

export const silentLog: ServerLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
