import { parseWorkflowGraph, writeWorkflowFile } from '../graph/index.ts';
import type { JsonObject } from '../kernel/index.ts';
import type { AppPorts } from './app-ports.ts';
import { getDefinition } from './get-definition.ts';
import { requireValid } from './require-valid.ts';
import type { Viewer } from './viewer.ts';

export interface ExportWorkflowInput {
  readonly definitionId: string;
  /** Null: the draft, and of somebody else's what is published. */
  readonly version: number | null;
}

/**
 * A workflow that one may see, as a file; null where there is no such definition or version.
 * @throws AppError `workflow/invalid` for a draft that the former system left behind
 */
export async function exportWorkflow(
  ports: AppPorts,
  viewer: Viewer,
  { definitionId, version }: ExportWorkflowInput,
): Promise<JsonObject | null> {
  const definition = await getDefinition(ports, viewer, definitionId);
  if (definition === null) return null;
  const { definitions } = ports;
  const found = version === null ? null : await definitions.version(viewer.ownerId, definitionId, version);
  if (version !== null && found === null) return null;
  const graph = requireValid(parseWorkflowGraph(found === null ? definition.draft : found.graph));
  return writeWorkflowFile({ ...definition, graph });
}
