/**
 * What leads from one graph to another, in the words of the document. Pure and total, for graphs that were parsed.
 *
 * D1  No change but changes of the layout: exactly then both graphs have the same hash.
 * D2  A graph and itself: no change at all.
 * D3  Nodes and edges are told apart by their ids: one with another id is another one.
 */
import type { Json, JsonObject } from '../../kernel/index.ts';
import { nestedGraphOf } from '../nested-graph.ts';
import { shortKey } from '../short-key.ts';
import { noteType, type WorkflowEdge, type WorkflowGraph, type WorkflowNode } from '../workflow-graph.ts';
import type { ChangeSubject, GraphChange, GraphDiff } from './graph-change.ts';
import { inputChanges } from './input-changes.ts';
import { type Difference, jsonDifferences } from './json-differences.ts';

export function diffGraphs(before: WorkflowGraph, after: WorkflowGraph): GraphDiff {
  const changes = changesOf(before, after, '');
  return {
    isSame: changes.every(({ layout }) => layout),
    isBreaking: changes.some(({ breaking }) => breaking),
    changes,
  };
}

/** `around`: the nodes around a nested graph, as `each/`. What it is called from is the node, so nothing in it breaks callers. */
function changesOf(before: WorkflowGraph, after: WorkflowGraph, around: string): readonly GraphChange[] {
  const contract = [
    ...inputChanges(before.inputs, after.inputs),
    ...namedChanges('output', before.outputs, after.outputs).map((change) => ({
      ...change,
      breaking: change.change === 'removed',
    })),
  ];
  return [
    ...documentChanges(before, after),
    ...(around === '' ? contract : contract.map((change) => ({ ...change, breaking: false }))),
    ...namedChanges('variable', before.variables, after.variables),
    ...namedChanges('limit', jsonOf(before.limits), jsonOf(after.limits)),
  ]
    .map((change) => ({ ...change, id: placeOf(around, change.id) }))
    .concat(nodeChanges(before, after, around), edgeChanges(before, after, around));
}

/** Of what is inside a nested graph, after the node that holds it. */
function placeOf(around: string, id: string | null): string | null {
  if (around === '') return id;
  return id === null ? around.slice(0, -1) : `${around}${id}`;
}

function nodeChanges(before: WorkflowGraph, after: WorkflowGraph, around: string): readonly GraphChange[] {
  return listChanges(before.nodes, after.nodes, {
    subject: 'node',
    around,
    isLayout: ({ type }) => type === noteType,
    fields: new Set(['label', 'position']),
    inside: nestedChanges,
  });
}

function edgeChanges(before: WorkflowGraph, after: WorkflowGraph, around: string): readonly GraphChange[] {
  return listChanges<WorkflowEdge>(before.edges, after.edges, {
    subject: 'edge',
    around,
    isLayout: () => false,
    fields: new Set(['label']),
    inside: (one, other) => ({ shown: [one, other], changes: [] }),
  });
}

/** What the changes of a list of things with ids need to know of them. */
interface Things<T> {
  readonly subject: ChangeSubject;
  /** The nodes around the graph that they are of. */
  readonly around: string;
  isLayout(thing: T): boolean;
  /** Fields that people see and nothing else reads. */
  readonly fields: ReadonlySet<string>;
  /** What is left to compare of two with the same id, and what was found within them. */
  inside(
    before: T,
    after: T,
    path: string,
  ): { readonly shown: readonly [T, T]; readonly changes: readonly GraphChange[] };
}

function listChanges<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  things: Things<T>,
): readonly GraphChange[] {
  const { subject, around } = things;
  const earlier = new Map(before.map((one) => [one.id, one]));
  const later = new Map(after.map((one) => [one.id, one]));
  const whole = (thing: T, change: 'added' | 'removed'): GraphChange => ({
    ...{ subject, id: `${around}${thing.id}`, change, path: null, breaking: false },
    before: change === 'removed' ? jsonOf(thing) : null,
    after: change === 'added' ? jsonOf(thing) : null,
    layout: things.isLayout(thing),
  });
  const removed = before.filter(({ id }) => !later.has(id)).map((one) => whole(one, 'removed'));
  const added = after.filter(({ id }) => !earlier.has(id)).map((one) => whole(one, 'added'));
  const changed = [...earlier.values()].flatMap((one) => {
    const other = later.get(one.id);
    return other === undefined ? [] : thingChanges(one, other, things);
  });
  return [...removed, ...added, ...changed, ...orderChange(before, after, things)];
}

function thingChanges<T extends { readonly id: string }>(
  before: T,
  after: T,
  things: Things<T>,
): readonly GraphChange[] {
  const id = `${things.around}${before.id}`;
  const { shown, changes } = things.inside(before, after, `${id}/`);
  const isLayout = things.isLayout(before) && things.isLayout(after);
  const own = jsonDifferences(jsonOf(shown[0]), jsonOf(shown[1])).map((one) =>
    fieldChange(things.subject, id, one, isLayout || things.fields.has(one.path[0] ?? '')),
  );
  return [...own, ...changes];
}

/** Conditions are asked, and nodes started, in the order of the document. */
function orderChange<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  things: Things<T>,
): readonly GraphChange[] {
  const idsOf = (list: readonly T[], others: readonly T[]) => {
    const kept = new Set(others.filter((one) => !things.isLayout(one)).map(({ id }) => id));
    return list.filter((one) => !things.isLayout(one) && kept.has(one.id)).map(({ id }) => id);
  };
  const [was, is] = [idsOf(before, after), idsOf(after, before)];
  if (was.every((id, index) => id === is[index])) return [];
  const place = { subject: things.subject, id: placeOf(things.around, null), path: null } as const;
  return [{ ...place, change: 'reordered', before: was, after: is, layout: false, breaking: false }];
}

/** The graph in a node is compared as a graph, not as a value: with its nodes and edges by their ids. */
function nestedChanges(before: WorkflowNode, after: WorkflowNode, path: string) {
  const [was, is] = [nestedGraphOf(before), nestedGraphOf(after)];
  if (!was?.ok || !is?.ok) return { shown: [before, after] as const, changes: [] };
  return {
    shown: [withoutNested(before), withoutNested(after)] as const,
    changes: changesOf(was.value, is.value, path),
  };
}

function withoutNested(node: WorkflowNode): WorkflowNode {
  const { graph: _, ...config } = node.config;
  return { ...node, config };
}

function namedChanges(
  subject: ChangeSubject,
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): readonly GraphChange[] {
  return jsonDifferences(before, after).map(({ path: [id = '', ...path], ...values }) =>
    fieldChange(subject, shortKey(id), { path, ...values }, false),
  );
}

function documentChanges(before: WorkflowGraph, after: WorkflowGraph): readonly GraphChange[] {
  const partOf = ({ name, description, metadata }: WorkflowGraph) => jsonOf({ name, description, metadata });
  return jsonDifferences(partOf(before), partOf(after)).map((one) =>
    fieldChange('document', null, one, true),
  );
}

function fieldChange(
  subject: ChangeSubject,
  id: string | null,
  { path, before, after }: Difference,
  layout: boolean,
): GraphChange {
  const isWhole = path.length === 0;
  const kind = before === undefined ? 'added' : 'removed';
  return {
    subject,
    id,
    change: isWhole && (before === undefined || after === undefined) ? kind : 'changed',
    path: isWhole ? null : path.map(shortKey).join('.'),
    before: before ?? null,
    after: after ?? null,
    layout,
    breaking: false,
  };
}

/** Every value of a parsed graph is JSON, but the types of optional ones do not say so. */
function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
