/**
 * Reads a workflow of the former system, in any of its dialects, as a document of today.
 *
 * L1  Total: any value is converted or refused with issues; it never throws and its work is bounded.
 * L2  The document is not validated. What could not be converted stands in it as something that does not pass
 *     validation, never as something that does anything else than what was meant.
 * L3  Whatever was changed, means something else now, or was left out is in the report.
 */
import { isJsonObject, type Json, type JsonObject, ok, type Result } from '../../kernel/index.ts';
import type { ValidationIssue } from '../validation-issue.ts';
import { quoted } from '../validation-issue.ts';
import type { Conversion } from './conversion.ts';
import { variableName } from './data-kinds.ts';
import { entryEdges, Terminals } from './entry-and-end.ts';
import { placeErrorHandlers } from './error-handlers.ts';
import { reachedByFailure, splitFailures } from './failure-edges.ts';
import { readLegacyDocument } from './legacy-document.ts';
import { atPort, type LegacyEdge, readLegacyEdge } from './legacy-edge.ts';
import { nodeIds } from './legacy-ids.ts';
import { type ConvertedNode, convertNode, type LegacyNode, readLegacyNode } from './legacy-node.ts';
import { type ImportFinding, LegacyReport } from './legacy-report.ts';
import { routeEdges } from './route-edges.ts';
import { askForTools } from './tool-loops.ts';
import { edgeDocuments, nodeDocuments } from './write-document.ts';

/** A legacy workflow, as it is written now. */
export interface LegacyConversion {
  /** A document of the current format, to be validated like any other. */
  readonly graph: JsonObject;
  readonly report: readonly ImportFinding[];
}

/**
 * Converts a workflow of the former system: with `data.config` or flat nodes, settings in snake_case or camelCase,
 * `sourceHandle`, string conditions, `END`, and every name that a kind of node had. The result is to be validated: an
 * `error` in the report has left something there that does not pass. Never throws; the issues say why a value is no
 * workflow at all. The same document always gives the same result.
 */
export function convertLegacyWorkflow(input: unknown): Result<LegacyConversion, readonly ValidationIssue[]> {
  const document = readLegacyDocument(input);
  if (!document.ok) return document;
  const report = new LegacyReport();
  const graph = convertDocument(document.value, report);
  return ok({ graph, report: report.list() });
}

function convertDocument(document: JsonObject, report: LegacyReport): JsonObject {
  const { nodes, broken, ids } = readNodes(listOf(document.nodes), report);
  const conversion: Conversion = {
    report,
    names: namesOf(nodes),
    variables: new Set(),
    opposites: new Map(),
  };
  const terminals = new Terminals(nodes.map(({ id, type, kind }) => ({ id, type: kind?.type ?? type })));
  const converted = nodes.map((node) => convertNode(node, conversion));
  const edges = readEdges(listOf(document.edges), { ids, terminals, conversion });
  const routed = route(converted, edges.read, conversion);
  const byId = new Map(routed.nodes.map((node) => [node.id, node]));
  const placed = placeErrorHandlers(askForTools(routed.edges, byId, report), byId, report);
  const entry = entryEdges({ document, nodes: routed.nodes, edges: placed, ids }, terminals, report);
  const all = [...entry, ...placed];
  return {
    ...headOf(document, report),
    variables: Object.fromEntries([...conversion.variables].map((name) => [name, null])),
    nodes: terminals.around([...nodeDocuments(routed.nodes, all), ...broken]),
    edges: [...edgeDocuments(all, report), ...edges.broken],
    outputs: { response: 'lastMessage().content' },
  };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

interface ReadNodes {
  readonly nodes: readonly LegacyNode[];
  /** What is no node: it stays as it is, and does not pass. */
  readonly broken: readonly Json[];
  readonly ids: ReadonlyMap<string, string>;
}

function readNodes(list: readonly Json[], report: LegacyReport): ReadNodes {
  const broken: Json[] = [];
  const identified = list.flatMap((raw, index) => {
    const path = `nodes.${index}`;
    const id = isJsonObject(raw) ? identifier(raw.id) : undefined;
    if (isJsonObject(raw) && id !== undefined) return [{ raw, path, id }];
    report.error(path, 'It is no node: a node is an object with an id.');
    broken.push(raw);
    return [];
  });
  const ids = nodeIds(identified, report);
  const nodes = identified.map(({ raw, path, id }) =>
    readLegacyNode(raw, { path, id: ids.get(id) ?? id }, { report }),
  );
  return { nodes, broken, ids };
}

function identifier(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function namesOf(nodes: readonly LegacyNode[]): Conversion['names'] {
  const of = (type: string) => nodes.filter(({ kind }) => kind?.type === type);
  return {
    loops: of('loop').map(({ id }) => id),
    variables: of('variable').map(({ id, settings }) => variableName(settings, id)),
  };
}

interface EdgeContext {
  readonly ids: ReadonlyMap<string, string>;
  readonly terminals: Terminals;
  readonly conversion: Conversion;
}

function readEdges(list: readonly Json[], { ids, terminals, conversion }: EdgeContext) {
  const broken: Json[] = [];
  const read = list.flatMap((raw, index) => {
    const path = `edges.${index}`;
    const from = isJsonObject(raw) ? identifier(raw.source) : undefined;
    const to = isJsonObject(raw) ? identifier(raw.target) : undefined;
    if (!isJsonObject(raw) || from === undefined || to === undefined) {
      conversion.report.error(path, 'It is no edge: an edge is an object with a source and a target.');
      broken.push(raw);
      return [];
    }
    const source = ids.get(from) ?? terminals.startOf(from) ?? from;
    const target = ids.get(to) ?? terminals.endOf(to) ?? to;
    if (!ids.has(to) && target !== to)
      conversion.report.info(`${path}.target`, `${quoted(to)} is node "${target}".`);
    return [readLegacyEdge(raw, { path, source, target }, conversion)];
  });
  return { read, broken };
}

/** Every edge at its port, in the order of the nodes that they leave; and the nodes, where that changes them. */
function route(nodes: readonly ConvertedNode[], edges: readonly LegacyEdge[], conversion: Conversion) {
  const bySource = Map.groupBy(edges, ({ source }) => source);
  const reached = reachedByFailure(edges);
  const routed = nodes.map((node) => {
    const own = bySource.get(node.id) ?? [];
    // Of nodes with one id the first has the edges: they are refused all the same.
    bySource.delete(node.id);
    const { failing, others } = splitFailures(own, node, { reached, report: conversion.report });
    const answering = routeEdges(node, others, conversion);
    return { node: answering.node, edges: [...answering.edges, ...failing] };
  });
  // From a node that is not there, or from the start that is made.
  const others = [...bySource.values()].flat().map((edge) => atPort(edge, 'out'));
  return {
    nodes: routed.map(({ node }) => node),
    edges: [...routed.flatMap((each) => each.edges), ...others],
  };
}

const knownKeys: ReadonlySet<string> = new Set([
  'name',
  'description',
  'nodes',
  'edges',
  'metadata',
  'workflow_metadata',
  'entry_point',
  'entryPoint',
  'viewport',
]);

function headOf(document: JsonObject, report: LegacyReport): JsonObject {
  const { name, description } = document;
  report.leftOut('', document, knownKeys);
  const metadata = document.metadata ?? document.workflow_metadata;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isJsonObject(metadata) ? { metadata } : {}),
  };
}
