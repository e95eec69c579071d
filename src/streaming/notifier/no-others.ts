import type { Notifier } from '../../runtime/ports/notifier.ts';

/** Of a process that shares its database with no other. */
export const noOthers: Notifier = {
  start: () => undefined,
  tell: () => undefined,
  told: async () => undefined,
  stop: async () => undefined,
};
