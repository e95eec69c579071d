import { AppError } from '../kernel/index.ts';
import type { Scripts } from '../runtime/ports/scripts.ts';

/** Where the operator allows no scripts. */
export const refusedScripts: Scripts = {
  of: () => ({
    run: () => {
      const message = 'this server runs no code: its operator has set CHATTER_CODE to refused';
      return Promise.reject(new AppError('code/not-allowed', message));
    },
  }),
  close: () => Promise.resolve(),
};
