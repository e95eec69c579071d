import { quoted } from '../validation-issue.ts';
import { atPort, type ConvertedEdge, type LegacyEdge } from './legacy-edge.ts';
import type { LegacyReport } from './legacy-report.ts';

/** A node that asks a question, and goes on by its answer. */
export interface Branch {
  readonly nodeId: string;
  /** Ports of its answers. */
  readonly yes: string;
  readonly no: string;
  /** The CEL of its question, and that of the opposite. */
  readonly question: string;
  readonly opposite: string | undefined;
  /** Ports by the handles of the former editor. */
  readonly handles: ReadonlyMap<string, string>;
}

type Answer = 'yes' | 'no' | 'open' | 'other';

interface AnsweredEdge {
  readonly edge: LegacyEdge;
  readonly answer: Answer;
  /** By its handle, not by its condition. */
  readonly isDrawn: boolean;
}

/**
 * The edges of a node that asks, each at the port of an answer. The former editor drew answers as handles, which the
 * engine never looked at: it asked the conditions of the edges, in their order, then took the first edge without one.
 * Where those conditions repeat the question of the node, they are its answers. Null: they ask something else.
 */
export function branchEdges(
  edges: readonly LegacyEdge[],
  branch: Branch,
  report: LegacyReport,
): readonly ConvertedEdge[] | null {
  const answered = edges.map((edge) => answerOf(edge, branch));
  const isDrawn = answered.some((each) => each.isDrawn);
  if (!isDrawn && answered.some(({ answer }) => answer === 'other')) return null;
  if (!isDrawn && answered.every(({ answer }) => answer === 'open')) return onBoth(edges, branch, report);
  const certain = isDrawn ? answered : onlyFirst(answered, report);
  const free = (['yes', 'no'] as const).filter((port) => !certain.some(({ answer }) => answer === port));
  const fallback = free.length === 1 ? certain.find(({ answer }) => answer === 'open')?.edge : undefined;
  return certain.flatMap(({ edge, answer }): readonly ConvertedEdge[] => {
    if (answer === 'yes' || answer === 'no') return [atAnswer(edge, answer, branch)];
    if (edge === fallback && free[0] !== undefined) return [atPort(edge, branch[free[0]])];
    return isDrawn ? [unplaced(edge, branch, report)] : neverTaken(edge, report);
  });
}

function answerOf(edge: LegacyEdge, { yes, no, question, opposite, handles }: Branch): AnsweredEdge {
  const drawn = edge.handle === undefined ? undefined : handles.get(edge.handle.toLowerCase());
  if (drawn === yes) return { edge, answer: 'yes', isDrawn: true };
  if (drawn === no) return { edge, answer: 'no', isDrawn: true };
  if (edge.handle !== undefined) return { edge, answer: 'other', isDrawn: true };
  const asked = edge.condition;
  if (asked === undefined) return { edge, answer: 'open', isDrawn: false };
  const answer = asked === question ? 'yes' : asked === opposite ? 'no' : 'other';
  return { edge, answer, isDrawn: false };
}

/** Of edges that asked the same, the first was taken and no other ever. */
function onlyFirst(answered: readonly AnsweredEdge[], report: LegacyReport): readonly AnsweredEdge[] {
  return answered.filter(({ edge, answer }, index) => {
    if (answered.findIndex((each) => each.answer === answer) === index) return true;
    neverTaken(edge, report);
    return false;
  });
}

function neverTaken({ path }: LegacyEdge, report: LegacyReport): readonly never[] {
  report.warning(path, 'It is left out: an edge before it was always taken instead.');
  return [];
}

/** What the port says already is no condition of the edge any more. */
function atAnswer(edge: LegacyEdge, answer: 'yes' | 'no', branch: Branch): ConvertedEdge {
  const said = answer === 'yes' ? branch.question : branch.opposite;
  const condition = edge.condition === said ? undefined : edge.condition;
  return atPort({ ...edge, condition }, branch[answer]);
}

/** Without any condition all edges were taken, whatever the answer was. */
function onBoth(
  edges: readonly LegacyEdge[],
  { nodeId, yes, no }: Branch,
  report: LegacyReport,
): readonly ConvertedEdge[] {
  return edges.flatMap((edge) => {
    const ways = `it leads on by ${yes} and by ${no}`;
    report.warning(edge.path, `The edge does not say for which answer of "${nodeId}" it is: ${ways}.`);
    return [atPort(edge, yes), { ...atPort(edge, no), id: undefined }];
  });
}

/** At a port that the kind does not have, so that it is refused and seen. */
function unplaced(edge: LegacyEdge, { nodeId, yes, no }: Branch, report: LegacyReport): ConvertedEdge {
  const { handle } = edge;
  const what = handle === undefined ? 'does not say' : `has the handle ${quoted(handle)}, which does not say`;
  const message = `The edge ${what} for which answer of "${nodeId}" it is: set its port to ${yes} or ${no}.`;
  report.error(edge.path, message);
  return atPort(edge, 'out');
}
