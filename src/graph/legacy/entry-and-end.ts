import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { quoted } from '../validation-issue.ts';
import type { ConvertedEdge } from './legacy-edge.ts';
import { freeId } from './legacy-ids.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

/** Names that meant the end, or the beginning, where no node had them. */
const endNames: ReadonlySet<string> = new Set(['END', 'End', 'end', '__end__']);
const startNames: ReadonlySet<string> = new Set(['START', '__start__']);

/** The node in which a graph begins or ends, and whether it must be made first. */
interface Terminal {
  readonly id: string;
  readonly isNew: boolean;
}

/** Where edges lead that name no node but the end, and come from that name no node but the beginning. */
export class Terminals {
  readonly start: Terminal;
  readonly end: Terminal;
  #isEndUsed = false;

  constructor(nodes: readonly { readonly id: string; readonly type: string }[]) {
    const taken = new Set(nodes.map(({ id }) => id));
    this.start = terminalOf('start', nodes, taken);
    this.end = terminalOf('end', nodes, taken);
  }

  /** The id of the end, if that is what the name means. */
  endOf(name: string): string | undefined {
    if (!endNames.has(name)) return undefined;
    this.#isEndUsed = true;
    return this.end.id;
  }

  startOf(name: string): string | undefined {
    return startNames.has(name) ? this.start.id : undefined;
  }

  /** The nodes, with those that the legacy document had no need of. */
  around(nodes: readonly Json[]): readonly Json[] {
    return [
      ...(this.start.isNew ? [{ id: this.start.id, type: 'start' }] : []),
      ...nodes,
      ...(this.end.isNew && this.#isEndUsed ? [{ id: this.end.id, type: 'end' }] : []),
    ];
  }
}

function terminalOf(
  type: string,
  nodes: readonly { readonly id: string; readonly type: string }[],
  taken: ReadonlySet<string>,
): Terminal {
  const found = nodes.find((node) => node.type === type);
  return found ? { id: found.id, isNew: false } : { id: freeId(type, taken), isNew: true };
}

interface Entry {
  readonly document: JsonObject;
  readonly nodes: readonly ConvertedNode[];
  readonly edges: readonly ConvertedEdge[];
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * The edge from a start that had to be made, to where the former engine began: the entry point, else the node with
 * ways out and none in, else the first.
 */
export function entryEdges(
  { document, nodes, edges, ids }: Entry,
  { start }: Terminals,
  report: LegacyReport,
): readonly ConvertedEdge[] {
  const first = nodes[0];
  if (!start.isNew || first === undefined || edges.some(({ source }) => source === start.id)) return [];
  const wanted = entryPointOf(document);
  const named = wanted === undefined ? undefined : ids.get(wanted);
  if (wanted !== undefined && named === undefined) {
    report.warning('entry_point', `No node is called ${quoted(wanted)}.`);
  }
  const targets = new Set(edges.map(({ target }) => target));
  const sources = new Set(edges.map(({ source }) => source));
  const open = nodes.filter(({ id }) => !targets.has(id) && sources.has(id));
  const target = named ?? open[0]?.id ?? first.id;
  const message = `The workflow had no start: "${start.id}" is new, and leads to "${target}".`;
  if (named === undefined && open.length > 1) {
    report.warning('nodes', `${message} Other nodes have no way in either: ${open.length} in all.`);
  } else report.info('nodes', message);
  return [
    {
      path: 'nodes',
      id: undefined,
      source: start.id,
      sourcePort: 'out',
      target,
      condition: undefined,
      label: undefined,
    },
  ];
}

function entryPointOf({ entry_point: snake, entryPoint: camel, metadata }: JsonObject): string | undefined {
  const inMetadata: Json | undefined = isJsonObject(metadata) ? metadata.entry_point : undefined;
  return [snake, camel, inMetadata].find((value) => typeof value === 'string');
}
