import type { JsonObject } from '../kernel/index.ts';
import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { storeDefinition } from './create-definition.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import { instantiated } from './instantiate-template.ts';
import type { Viewer } from './viewer.ts';

export interface CreateDefinitionFromTemplateInput {
  readonly templateId: string;
  readonly parameters: JsonObject;
  /** Null: the template's. */
  readonly name: string | null;
}

/** Saves the graph that a template makes of these parameters as the draft of a new definition. */
export async function createDefinitionFromTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { templateId, parameters, name }: CreateDefinitionFromTemplateInput,
): Promise<Definition> {
  const template = await requireTemplate(ports, viewer, templateId);
  return storeDefinition(ports, viewer, {
    name: name ?? template.name,
    description: template.description,
    tags: template.tags,
    isPublic: false,
    graph: instantiated(ports, contentOf(template), parameters),
    templateId: template.id,
  });
}
