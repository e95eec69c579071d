import type { ServerLog } from '../../src/runtime/ports/server-log.ts';

export const silentServerLog: ServerLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
