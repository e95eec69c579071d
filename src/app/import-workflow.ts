import { v7 as newId } from 'uuid';
import { type ImportFinding, readWorkflowFile } from '../graph/index.ts';
import { AppError, type Json } from '../kernel/index.ts';
import type { Definition } from '../runtime/ports/definition-store.ts';
import { type ValidationResult, workflowInvalid } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { definitionSchema } from './create-definition.ts';
import { readInput } from './read-input.ts';
import { requireValid } from './require-valid.ts';
import { checkWorkflow } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface ImportWorkflowInput {
  /** What `exportWorkflow` gave, a document, or what the former system exported; as JSON, or as its text. */
  readonly file: Json;
  /** Null: the one in the file. */
  readonly name: string | null;
}

export interface ImportedWorkflow {
  readonly definition: Definition;
  /** What was changed or left out on the way. */
  readonly report: readonly ImportFinding[];
}

const nameless = 'Imported workflow';

/**
 * Saves what a file holds as the draft of a new, private definition: all of it, or nothing. Nothing in a file names
 * anything here, so no file can change what is there.
 */
export async function importWorkflow(
  ports: AppPorts,
  viewer: Viewer,
  { file, name }: ImportWorkflowInput,
): Promise<ImportedWorkflow> {
  const { graph: document, report, ...read } = requireValid(readWorkflowFile(file));
  const { description, tags } = read;
  const given = { name: name ?? read.name ?? nameless, description, tags, isPublic: false };
  const described = readInput(definitionSchema, given, 'definition');
  const { graph, result } = await checkWorkflow(ports, viewer, document, 'import');
  if (graph === null) throw notImported(result, report);
  const { ownerId } = viewer;
  const added = { id: newId(), ownerId, ...described, draft: graph, templateId: null };
  return { definition: await ports.definitions.create(added), report };
}

/**
 * What could not be converted comes first, also in the message: it is why that which stands in its place is not valid.
 * Then what is not valid, and at last what was changed on the way.
 */
function notImported(result: ValidationResult, report: readonly ImportFinding[]): AppError {
  const { message, details } = workflowInvalid(result);
  const of = (wanted: ImportFinding['severity']) =>
    report.filter(({ severity }) => severity === wanted).map((finding) => ({ ...finding }));
  const unconverted = of('error');
  const { issues, ...rest } = details;
  const [first] = unconverted;
  const reason = first && `the workflow cannot be converted: ${first.path}: ${first.message}`;
  return new AppError('workflow/invalid', reason ?? message, {
    details: { ...rest, issues: [...unconverted, ...listOf(issues), ...of('warning')] },
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
