/**
 * Workflows as files: what leaves one server and comes to another. A file holds what a workflow is and nothing of whose
 * it was: no owner, no id, no versions.
 */
import { z } from 'zod';
import { canonicalJson, isJsonObject, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import { contentHashOf, parsedFile, readFile, refusedHash } from './content-file.ts';
import { convertLegacyWorkflow } from './legacy/convert-legacy-workflow.ts';
import { isLegacyWorkflow } from './legacy/legacy-document.ts';
import type { ImportFinding } from './legacy/legacy-report.ts';
import { parseWorkflowGraph } from './parse-workflow-graph.ts';
import type { ValidationIssue } from './validation-issue.ts';
import type { WorkflowGraph } from './workflow-graph.ts';

const kind = 'chatter.workflow';
const formatVersion = 1;

const fileSchema = z.strictObject({
  kind: z.literal(kind),
  formatVersion: z.literal(formatVersion),
  contentHash: z.string(),
  workflow: z.strictObject({
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()).readonly(),
    graph: z.unknown(),
  }),
});

/** What a file says of its workflow. */
export interface WorkflowDescription {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly graph: WorkflowGraph;
}

/** What was read from a file. Its graph is to be validated like any other. */
export interface WorkflowFile {
  /** Null: the file does not say. */
  readonly name: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly graph: Json;
  /** What was changed or left out on the way. */
  readonly report: readonly ImportFinding[];
}

/** The same, byte for byte, for the same workflow: keys are sorted, and every default is written. */
export function writeWorkflowFile({ name, description, tags, graph }: WorkflowDescription): JsonObject {
  const written: JsonObject = JSON.parse(JSON.stringify(graph));
  const workflow = { name, description, tags, graph: written };
  return JSON.parse(canonicalJson({ kind, formatVersion, contentHash: contentHashOf(written), workflow }));
}

/**
 * Reads a file of this system, a document of one, or a workflow of the former system; as JSON, or as its text. Never
 * throws: anything else is refused with issues.
 */
export function readWorkflowFile(input: Json): Result<WorkflowFile, readonly ValidationIssue[]> {
  const file = parsedFile(input, 'workflow');
  if (!file.ok) return file;
  if (isJsonObject(file.value) && Object.hasOwn(file.value, 'kind')) return readOwn(file.value);
  if (isLegacyWorkflow(file.value)) return fromLegacy(file.value);
  return ok({ ...described(file.value), graph: file.value, report: [] });
}

function readOwn(file: JsonObject): Result<WorkflowFile, readonly ValidationIssue[]> {
  const read = readFile(file, fileSchema, formatVersion);
  if (!read.ok) return read;
  const { contentHash, workflow } = read.value;
  const graph = parseWorkflowGraph(workflow.graph);
  if (!graph.ok) return graph;
  const written: JsonObject = JSON.parse(JSON.stringify(graph.value));
  if (contentHash !== contentHashOf(written)) return refusedHash('the graph');
  return ok({ ...workflow, graph: written, report: [] });
}

function fromLegacy(value: Json): Result<WorkflowFile, readonly ValidationIssue[]> {
  const converted = convertLegacyWorkflow(value);
  if (!converted.ok) return converted;
  const { graph, report } = converted.value;
  return ok({ ...described(graph), graph, report });
}

/** What a document says of itself. */
function described(value: Json): Pick<WorkflowFile, 'name' | 'description' | 'tags'> {
  const { name, description } = isJsonObject(value) ? value : {};
  return {
    name: typeof name === 'string' ? name : null,
    description: typeof description === 'string' ? description : null,
    tags: [],
  };
}
