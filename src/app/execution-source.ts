import { AppError, type JsonObject } from '../kernel/index.ts';
import type { ExecutionRequest } from '../runtime/execution-request.ts';
import type { Definition } from '../runtime/ports/definition-store.ts';
import {
  type ChatTarget,
  chatGraph,
  missingRequirements,
  type Requirements,
  readTemplate,
} from '../templates/index.ts';
import { ValidationResult, workflowInvalid } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { definitionNotFound, ownDefinitionNotFound, versionNotFound } from './definition-errors.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import { instantiated } from './instantiate-template.ts';
import { invalidInput } from './read-input.ts';
import { requireValid } from './require-valid.ts';
import type { Viewer } from './viewer.ts';

/** A template that is not saved. */
export interface AdHocTemplate {
  readonly graph: unknown;
  /** JSON Schema of the parameters; null: it has none. */
  readonly parameters: JsonObject | null;
  /** Absent: it needs nothing that not every server has. */
  readonly requirements?: Requirements;
}

export interface DefinitionTarget {
  readonly kind: 'definition';
  readonly id: string;
  /** Null: the published one, or the draft where `draft` says so. */
  readonly version: number | null;
  readonly draft: boolean;
}

/** What is to be executed. */
export type ExecutionTarget =
  | DefinitionTarget
  | { readonly kind: 'template'; readonly id: string }
  | { readonly kind: 'ad-hoc-template'; readonly template: AdHocTemplate }
  | { readonly kind: 'graph'; readonly graph: unknown }
  | { readonly kind: 'chat'; readonly chat: ChatTarget };

/** The part of a request that says what is executed. */
export type ExecutionSource = Pick<
  ExecutionRequest,
  'type' | 'graph' | 'definitionId' | 'definitionVersion' | 'templateId'
>;

/** Finds or makes the graph of a target, and says where it comes from. */
export async function executionSource(
  ports: AppPorts,
  viewer: Viewer,
  { target, parameters }: { readonly target: ExecutionTarget; readonly parameters: JsonObject | null },
): Promise<ExecutionSource> {
  const given = parameters ?? {};
  if (parameters !== null && target.kind !== 'template' && target.kind !== 'ad-hoc-template') {
    const message = 'only a template has parameters: leave them out, or use input';
    throw invalidInput([{ path: 'request.parameters', message }]);
  }
  switch (target.kind) {
    case 'definition':
      return definitionSource(ports, viewer, target);
    case 'template': {
      const template = await requireTemplate(ports, viewer, target.id);
      const graph = instantiated(ports, contentOf(template), given);
      requireAll(ports, viewer, template.requirements);
      return { ...noSource, type: 'template', graph, templateId: template.id };
    }
    case 'ad-hoc-template':
      if (target.template.requirements) requireAll(ports, viewer, target.template.requirements);
      return { ...noSource, type: 'template', graph: adHocGraph(ports, target.template, given) };
    case 'graph':
      return { ...noSource, type: 'custom', graph: target.graph };
    case 'chat':
      return { ...noSource, type: 'chat', graph: chatGraph(target.chat) };
  }
}

/** @throws AppError `workflow/invalid` for what a template needs and the viewer does not have */
function requireAll({ capabilities }: AppPorts, { ownerId }: Viewer, requirements: Requirements): void {
  const missing = missingRequirements(requirements, { capabilities, ownerId, severity: 'error' });
  if (missing.length > 0) throw workflowInvalid(new ValidationResult(missing));
}

const noSource = { definitionId: null, definitionVersion: null, templateId: null } as const;

function adHocGraph(ports: AppPorts, { graph, parameters }: AdHocTemplate, given: JsonObject): JsonObject {
  return instantiated(ports, requireValid(readTemplate({ graph, parameters: parameters ?? {} })), given);
}

export async function definitionSource(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  { id, version, draft }: DefinitionTarget,
): Promise<ExecutionSource> {
  if (draft && version !== null) {
    const message = 'a definition is executed by its draft or by a version: leave one of them out';
    throw invalidInput([{ path: 'request.target.definition', message }]);
  }
  const definition = await definitions.get(ownerId, id);
  const isOwn = definition?.ownerId === ownerId;
  if (draft && !isOwn) throw ownDefinitionNotFound(id);
  // Of somebody else's, there is what is published and nothing before that.
  if (!definition || (!isOwn && definition.publishedVersion === null)) throw definitionNotFound(id);
  const source = { ...noSource, type: 'definition', definitionId: definition.id } as const;
  if (draft) return { ...source, graph: definition.draft };
  const wanted = version ?? publishedVersion(definition);
  const [found] = await definitions.versionsAt([{ definitionId: definition.id, version: wanted }]);
  if (found) return { ...source, graph: found.graph, definitionVersion: found.version };
  throw versionNotFound(id, wanted);
}

function publishedVersion({ id, publishedVersion: version }: Definition): number {
  if (version !== null) return version;
  throw new AppError(
    'definition/unpublished',
    `definition ${id} has no published version: publish it, or execute its draft`,
  );
}
