import type { IssueLayer } from '../graph/index.ts';

const layers: readonly IssueLayer[] = ['schema', 'structure', 'security', 'capability'];

/** The parts of a document in the order in which it is read. */
const parts: readonly string[] = [
  'formatVersion',
  'name',
  'description',
  'inputs',
  'outputs',
  'variables',
  'nodes',
  'edges',
  'limits',
  'metadata',
];

interface Placed {
  readonly code: string;
  readonly layer: IssueLayer;
  readonly path?: string;
}

/** By layer, then by place in the document, then by code. What is about the whole comes before its parts. */
export function inOrder<Issue extends Placed>(issues: readonly Issue[]): readonly Issue[] {
  const keyed = issues.map((issue) => ({ issue, layer: layers.indexOf(issue.layer), at: segmentsOf(issue) }));
  return keyed
    .sort(
      (left, right) =>
        left.layer - right.layer ||
        comparePlaces(left.at, right.at) ||
        compareTexts(left.issue.code, right.issue.code),
    )
    .map(({ issue }) => issue);
}

function segmentsOf({ path }: Placed): readonly string[] {
  return path === undefined ? [] : path.split('.', deepest);
}

/** Keys of a document are not bounded: what lies deeper than any place of its own is not told apart. */
const deepest = 200;

function comparePlaces(left: readonly string[], right: readonly string[]): number {
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = compareSegments(segment, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Indexes by their number, then the parts of a document, then other keys by their name. */
function compareSegments(left: string, right: string): number {
  const [first, second] = [rankOf(left), rankOf(right)];
  return first.group - second.group || first.rank - second.rank || compareTexts(left, right);
}

function rankOf(segment: string): { readonly group: number; readonly rank: number } {
  if (/^\d{1,9}$/.test(segment)) return { group: 0, rank: Number(segment) };
  const part = parts.indexOf(segment);
  return part === -1 ? { group: 2, rank: 0 } : { group: 1, rank: part };
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
