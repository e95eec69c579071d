/**
 * Puts the workflows that nodes name in the place of their names, so that what runs is one document: it is bound to
 * one hash, and nothing that is published or deleted later changes it.
 *
 * S1  A workflow is found as its reader sees it: somebody else's private one is not there.
 * S2  One that runs itself, by whatever way, is refused with the way named; and so is one that is nested too deep.
 *     What is to be published, or stored as a template, is the workflow that its own name will stand for.
 */
import { issueInside, issueOf, type ValidationIssue, type WorkflowNode } from '../graph/index.ts';
import { AppError, isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import type { WorkflowReference, WorkflowTarget } from '../nodes/index.ts';
import type { AppPorts } from './app-ports.ts';
import { type ExecutionTarget, executionSource } from './execution-source.ts';
import type { Viewer } from './viewer.ts';

const mostDepth = 8;

/** What a name will stand for: a definition once it is published, a template once it is stored. */
export type WorkflowName = Pick<WorkflowTarget, 'kind' | 'id'>;

export interface ResolvedWorkflow {
  /** The document as it runs; itself where it names no other. */
  readonly resolved: unknown;
  readonly issues: readonly ValidationIssue[];
}

export async function resolveSubworkflows(
  ports: AppPorts,
  viewer: Viewer,
  document: unknown,
  storedAs: WorkflowName | null = null,
): Promise<ResolvedWorkflow> {
  const issues: ValidationIssue[] = [];
  const resolved = await new Resolver(ports, viewer, storedAs).resolve(document, { trail: [], issues });
  return { resolved, issues };
}

interface Level {
  /** The workflows around this one, the outermost first. */
  readonly trail: readonly string[];
  readonly issues: ValidationIssue[];
}

class Resolver {
  readonly #ports: AppPorts;
  readonly #viewer: Viewer;
  readonly #storedAs: WorkflowName | null;

  constructor(ports: AppPorts, viewer: Viewer, storedAs: WorkflowName | null) {
    this.#ports = ports;
    this.#viewer = viewer;
    this.#storedAs = storedAs;
  }

  async resolve(document: unknown, level: Level): Promise<unknown> {
    if (!isPlainDocument(document)) return document;
    const nodes: unknown[] = [];
    for (const [index, node] of document.nodes.entries()) {
      const issues: ValidationIssue[] = [];
      nodes.push(await this.#resolveNode(node, { ...level, issues }));
      if (isOfNode(node)) level.issues.push(...issues.map((issue) => placed(issue, node, index)));
    }
    return nodes.every((node, index) => node === document.nodes[index]) ? document : { ...document, nodes };
  }

  async #resolveNode(node: unknown, level: Level): Promise<unknown> {
    if (!isOfNode(node)) return node;
    const { type, config } = node;
    const configured = this.#ports.registry.get(type)?.configure(config);
    if (!configured?.ok || configured.value.nested === null) return node;
    const reference = configured.value.refersTo;
    if (reference !== null) return { ...node, config: await this.#put(reference, config, level) };
    const graph = await this.resolve(config.graph, level);
    return graph === config.graph ? node : { ...node, config: { ...config, graph } };
  }

  async #put(reference: WorkflowReference, config: JsonObject, { trail, issues }: Level): Promise<Json> {
    const name = nameOf(reference.target);
    const way = [...trail, name];
    if (trail.includes(name) || this.#isItself(reference.target)) {
      const whole = trail.includes(name) ? way : [name, ...way];
      issues.push(issueOf('subworkflow/recursive', `it runs itself: ${whole.join(' → ')}`));
      return config;
    }
    if (way.length > mostDepth) {
      const message = `more than ${mostDepth} workflows are nested: ${way.join(' → ')}`;
      issues.push(issueOf('subworkflow/too-deep', message));
      return config;
    }
    const found = await this.#find(reference.target, issues);
    const graph = found === null ? null : await this.resolve(found, { trail: way, issues });
    return isJsonObject(graph as Json) ? reference.withGraph(graph as JsonObject) : config;
  }

  /** An older version of it, named by its number, stays what it was. */
  #isItself(target: WorkflowTarget): boolean {
    if (this.#storedAs === null || (target.kind === 'definition' && target.version !== null)) return false;
    return nameOf(target) === nameOf(this.#storedAs);
  }

  async #find(target: WorkflowTarget, issues: ValidationIssue[]): Promise<unknown> {
    try {
      const asked = { target: executionTargetOf(target), parameters: parametersOf(target) };
      return (await executionSource(this.#ports, this.#viewer, asked)).graph;
    } catch (error) {
      if (!AppError.is(error) || !missing.has(error.code)) throw error;
      issues.push(issueOf('subworkflow/not-found', error.message));
      return null;
    }
  }
}

const missing: ReadonlySet<string> = new Set([
  'definition/not-found',
  'definition/unpublished',
  'definition/version-not-found',
  'template/not-found',
  'template/parameters-invalid',
]);

function executionTargetOf(target: WorkflowTarget): ExecutionTarget {
  return target.kind === 'definition'
    ? { kind: 'definition', id: target.id, version: target.version, draft: false }
    : { kind: 'template', id: target.id };
}

function parametersOf(target: WorkflowTarget): JsonObject | null {
  return target.kind === 'template' ? target.parameters : null;
}

/** Where no place is told, the name itself is wrong. */
function placed(issue: ValidationIssue, node: Pick<WorkflowNode, 'id'>, index: number): ValidationIssue {
  if (issue.path !== undefined) return issueInside(issue, node, index);
  const message = `node "${node.id}": ${issue.message}`;
  return { ...issue, nodeId: node.id, path: `nodes.${index}.config`, message };
}

/** The same however the id is written: in small letters or in capitals. */
function nameOf({ kind, id }: WorkflowName): string {
  return `${kind} ${id.toLowerCase()}`;
}

function isPlainDocument(document: unknown): document is JsonObject & { readonly nodes: readonly unknown[] } {
  return (
    typeof document === 'object' && document !== null && 'nodes' in document && Array.isArray(document.nodes)
  );
}

function isOfNode(node: unknown): node is Pick<WorkflowNode, 'id' | 'type' | 'config'> {
  if (typeof node !== 'object' || node === null || !('id' in node) || !('type' in node)) return false;
  const { id, type } = node;
  const config = 'config' in node ? node.config : undefined;
  return typeof id === 'string' && typeof type === 'string' && typeof config === 'object' && config !== null;
}
