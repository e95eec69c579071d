import { AppError } from '../kernel/index.ts';
import type { StoredTemplate, TemplateUpdate } from '../runtime/ports/template-store.ts';

export function templateNotFound(id: string): AppError {
  return new AppError(
    'template/not-found',
    `there is no template ${id.slice(0, 100)}: workflowTemplates lists what you may use`,
  );
}

/** Of one that only its owner may change or delete. */
export function ownTemplateNotFound(id: string): AppError {
  const message = `there is no template ${id.slice(0, 100)} of yours: what others share can be copied, and the copy changed`;
  return new AppError('template/not-found', message);
}

/** What was changed. @throws AppError `template/not-found`, `template/conflict` */
export function changed(update: TemplateUpdate, id: string): StoredTemplate {
  if (update.status === 'done') return update.template;
  throw update.status === 'absent' ? ownTemplateNotFound(id) : templateConflict(id, update.version);
}

function templateConflict(id: string, version: number): AppError {
  return new AppError(
    'template/conflict',
    `template ${id} was changed meanwhile and is now at version ${version}: read it again and repeat the change`,
    { details: { revision: version } },
  );
}
