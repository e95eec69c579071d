import type { StoredTemplate } from '../../runtime/ports/template-store.ts';
import { builder } from '../builder.ts';
import { WorkflowTemplate } from './workflow-template.ts';

/** What a mutation answers that gives a template. */
export function templateSuccess(name: string, description: string, template: string) {
  return builder.objectRef<{ readonly template: StoredTemplate }>(name).implement({
    description,
    fields: (t) => ({ template: t.expose('template', { type: WorkflowTemplate, description: template }) }),
  });
}
