import { diffGraphs, type GraphDiff, parseWorkflowGraph } from '../graph/index.ts';
import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { getDefinition } from './get-definition.ts';
import { requireValid } from './require-valid.ts';
import type { Viewer } from './viewer.ts';

export interface DiffVersionsInput {
  readonly definitionId: string;
  /** A version; null: the published one. */
  readonly from: number | null;
  /** A version; null: the draft, and of somebody else's the published one. */
  readonly to: number | null;
}

/**
 * Null: there is no such definition, or no such version of it.
 * @throws AppError `workflow/invalid` for a draft that the former system left behind
 */
export async function diffVersions(
  ports: AppPorts,
  viewer: Viewer,
  { definitionId, from, to }: DiffVersionsInput,
): Promise<GraphDiff | null> {
  const definition = await getDefinition(ports, viewer, definitionId);
  if (definition === null) return null;
  const published = from ?? definition.publishedVersion;
  const before = published === null ? null : await versionGraph(ports, viewer, definition, published);
  const after = to === null ? definition.draft : await versionGraph(ports, viewer, definition, to);
  if (before === null || after === null) return null;
  return diffGraphs(requireValid(parseWorkflowGraph(before)), requireValid(parseWorkflowGraph(after)));
}

async function versionGraph(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  { id }: Definition,
  version: number,
): Promise<object | null> {
  const found = await definitions.version(ownerId, id, version);
  return found === null ? null : found.graph;
}
