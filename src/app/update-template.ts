import type { JsonObject } from '../kernel/index.ts';
import type { StoredTemplate, TemplateRequirements } from '../runtime/ports/template-store.ts';
import type { GivenTemplate } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import { readInput } from './read-input.ts';
import { changed } from './template-errors.ts';
import { templateSchema, validContent } from './template-input.ts';
import type { Viewer } from './viewer.ts';

export interface UpdateTemplateInput {
  readonly id: string;
  /** The version that the change was made from. */
  readonly expectedVersion: number;
  /** What is absent stays as it is. */
  readonly changes: {
    readonly name?: string;
    readonly description?: string;
    readonly category?: string;
    readonly tags?: readonly string[];
    readonly isPublic?: boolean;
    readonly graph?: unknown;
    readonly parameters?: JsonObject;
    readonly requirements?: TemplateRequirements;
  };
}

const { name, description, category, tags, isPublic, requirements } = templateSchema.shape;

const schema = templateSchema.extend({
  name: name.exactOptional(),
  description: description.exactOptional(),
  category: category.exactOptional(),
  tags: tags.exactOptional(),
  isPublic: isPublic.exactOptional(),
  requirements: requirements.exactOptional(),
});

/** Changes one's own template, where nobody has changed it since the caller read it. What runs of it stays as it is. */
export async function updateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { id, expectedVersion, changes: { graph, parameters, ...described } }: UpdateTemplateInput,
): Promise<StoredTemplate> {
  const changes = readInput(schema, described, 'template');
  const isOfContent = graph !== undefined || parameters !== undefined;
  const content = isOfContent ? await changedContent(ports, viewer, { id, graph, parameters }) : {};
  const written = { ...changes, ...content };
  return changed(await ports.templates.update(viewer.ownerId, id, expectedVersion, written), id);
}

/** The graph and the parameters must fit each other, whichever of them is new. */
async function changedContent(
  ports: AppPorts,
  viewer: Viewer,
  { id, graph, parameters }: GivenTemplate & { readonly id: string },
) {
  const before = contentOf(await requireTemplate(ports, viewer, id));
  const content = {
    graph: graph === undefined ? before.graph : graph,
    parameters: parameters === undefined ? before.parameters : parameters,
  };
  return validContent(ports, viewer, content, id);
}
