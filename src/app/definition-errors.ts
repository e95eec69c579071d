import { AppError } from '../kernel/index.ts';
import type { Revised } from '../runtime/ports/definition-store.ts';

export function definitionNotFound(id: string): AppError {
  return new AppError('definition/not-found', `there is no definition ${id.slice(0, 100)}`);
}

/** What was written. @throws AppError `definition/not-found`, `definition/conflict` */
export function revised<T>(result: Revised<T>, id: string): T {
  if (result.status === 'done') return result.value;
  if (result.status === 'absent') throw definitionNotFound(id);
  const { revision } = result;
  throw new AppError(
    'definition/conflict',
    `definition ${id} was changed meanwhile and is now at version ${revision}: read it again and repeat the change`,
    { details: { revision } },
  );
}
