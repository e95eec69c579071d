import type { Notifier } from '../../runtime/ports/notifier.ts';

/** Of a process that shares its database with no other. */
export const noOthers: Notifier = {
  start: () => undefined,
  tell: () => undefined,
  stop: async () => undefined,
};
