import { documentLimits, type WorkflowNode } from '../graph/index.ts';

/** What is wrong with a node's kind, its configuration, or an expression or schema anywhere in the graph. */
export interface CompileIssue {
  readonly code:
    | 'node/unknown-type'
    | 'node/config-invalid'
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

  /** What `work` finds in a graph that is nested at `place`, told as found there. */
  within<T>(place: Place, work: (inner: IssueCollector) => T): T {
    const inner = new IssueCollector();
    const made = work(inner);
    for (const { code, message, path, suggestion } of inner.all) {
      const named = `in its graph, ${message}`;
      this.add(
        code,
        { message: named, suggestion: suggestion ?? undefined },
        { ...place, path: `${place.path}.${path}` },
      );
    }
    return made;
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

/** Where the graph stands that a node holds. */
export function insideOf({ id }: WorkflowNode, index: number): Place {
  return { path: `nodes.${index}.config.graph`, nodeId: id, edgeId: null };
}

function ownerOf({ nodeId, edgeId }: Place): string {
  if (nodeId !== null) return `node "${nodeId}": `;
  return edgeId === null ? '' : `edge "${edgeId}": `;
}
