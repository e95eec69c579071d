import type { Definition } from '../../runtime/ports/definition-store.ts';
import { builder } from '../builder.ts';
import { WorkflowDefinition } from './workflow-definition.ts';

interface DefinitionSuccess {
  readonly definition: Definition;
}

/** The success of a mutation that gives a definition. */
export function definitionSuccess(name: string, description: string, isNow: string) {
  return builder.objectRef<DefinitionSuccess>(name).implement({
    description,
    fields: (t) => ({ definition: t.expose('definition', { type: WorkflowDefinition, description: isNow }) }),
  });
}
