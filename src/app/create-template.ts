import { v7 as newId } from 'uuid';
import { AppError, type JsonObject } from '../kernel/index.ts';
import type { StoredTemplate, TemplateRequirements } from '../runtime/ports/template-store.ts';
import type { AppPorts } from './app-ports.ts';
import { type DefinitionTarget, definitionSource } from './execution-source.ts';
import { readInput } from './read-input.ts';
import { nothingRequired, requireBase, templateSchema, validContent } from './template-input.ts';
import type { Viewer } from './viewer.ts';

export interface CreateTemplateInput {
  readonly name: string;
  readonly description: string;
  /** One of `templateCategories`; null: custom. */
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly isPublic: boolean;
  /** The document; null where `definition` says whose graph it is. */
  readonly graph: unknown;
  readonly definition?: Omit<DefinitionTarget, 'kind'>;
  /** JSON Schema of the parameters; null: it has none. */
  readonly parameters: JsonObject | null;
  /** Absent: it needs nothing that not every server has. */
  readonly requirements?: TemplateRequirements;
  /** The template that this one was made from. */
  readonly baseTemplateId: string | null;
}

/** Saves a template whose graph is valid with example values of its parameters. */
export async function createTemplate(
  ports: AppPorts,
  viewer: Viewer,
  input: CreateTemplateInput,
): Promise<StoredTemplate> {
  const { parameters, baseTemplateId, category, requirements = nothingRequired, ...rest } = input;
  const described = readInput(
    templateSchema,
    { ...rest, requirements, category: category ?? 'custom' },
    'template',
  );
  const graph = await graphOf(ports, viewer, input);
  const content = await validContent(ports, viewer, { graph, parameters: parameters ?? {} });
  if (baseTemplateId !== null) await requireBase(ports, viewer, baseTemplateId);
  const { ownerId } = viewer;
  return ports.templates.create({ id: newId(), ownerId, ...described, ...content, baseTemplateId });
}

async function graphOf(
  ports: AppPorts,
  viewer: Viewer,
  { graph, definition }: CreateTemplateInput,
): Promise<unknown> {
  if (definition === undefined) return graph;
  if (graph === null)
    return (await definitionSource(ports, viewer, { kind: 'definition', ...definition })).graph;
  throw new AppError('input/invalid', 'a template has its graph from a definition or brings it, not both');
}
