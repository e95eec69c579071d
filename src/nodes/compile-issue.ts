import { documentLimits } from '../graph/index.ts';

/** What is wrong with a node's kind, its configuration, or an expression or schema anywhere in the graph. */
export interface CompileIssue {
  readonly code:
    | 'node/unknown-type'
    | 'node/config-invalid'
    | 'node/cannot-be-disabled'
    | 'document/invalid-value'
    | 'expression/invalid';
  readonly message: string;
  readonly nodeId: string | null;
  readonly edgeId: string | null;
  /** Place in the document, as `nodes.2.config.condition`. */
  readonly path: string;
  /** What was probably meant, ready to be written at the place. */
  readonly suggestion: string | null;
}

/** Where something stands in the document, and to which node or edge it belongs. */
export type Place = Pick<CompileIssue, 'path' | 'nodeId' | 'edgeId'>;

interface Finding {
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Gathers everything that is wrong, each with its node or edge named. */
export class IssueCollector {
  readonly all: CompileIssue[] = [];

  /** Whether more are here than anybody is told: there is no use in looking for others. */
  get isFull(): boolean {
    return this.all.length > documentLimits.maxIssues;
  }

  add(code: CompileIssue['code'], { message, suggestion }: Finding, place: Place): void {
    const { path, nodeId, edgeId } = place;
    const named = `${ownerOf(place)}${message}`;
    this.all.push({ code, message: named, nodeId, edgeId, path, suggestion: suggestion ?? null });
  }

  /** `at` is the place within `within`; the message is read after its name. */
  addAt(
    code: CompileIssue['code'],
    within: Place,
    { at, message, suggestion }: Finding & { readonly at: string },
  ): void {
    const path = at === '' ? within.path : `${within.path}.${at}`;
    const name = within.nodeId === null ? path : path.replace(/^nodes\.\d+\./, '');
    this.add(code, { message: `${name} ${message}`, suggestion }, { ...within, path });
  }
}

function ownerOf({ nodeId, edgeId }: Place): string {
  if (nodeId !== null) return `node "${nodeId}": `;
  return edgeId === null ? '' : `edge "${edgeId}": `;
}
