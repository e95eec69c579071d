import { isJsonObject, type JsonObject } from '../../kernel/index.ts';
import { type Conversion, convertCondition, unconverted } from './conversion.ts';

/** An edge of a legacy document whose ends are nodes of the graph, and whose port is not yet known. */
export interface LegacyEdge {
  readonly path: string;
  readonly id: string | undefined;
  readonly source: string;
  readonly target: string;
  readonly handle: string | undefined;
  readonly condition: string | undefined;
  readonly label: string | undefined;
}

/** An edge as it is written now. */
export interface ConvertedEdge {
  readonly path: string;
  readonly id: string | undefined;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly condition: string | undefined;
  readonly label: string | undefined;
}

/** What the former editor and its canvas kept of an edge, beside what is read. */
const edgeKeys: ReadonlySet<string> = new Set(
  `id source target sourceHandle source_handle sourcePort targetHandle target_handle type data condition label selected
   animated style markerEnd markerStart className zIndex`.split(/\s+/),
);
const dataKeys: ReadonlySet<string> = new Set(['condition', 'label']);

interface Ends {
  readonly path: string;
  readonly source: string;
  readonly target: string;
}

export function readLegacyEdge(
  raw: JsonObject,
  { path, source, target }: Ends,
  conversion: Conversion,
): LegacyEdge {
  const data = isJsonObject(raw.data) ? raw.data : {};
  conversion.report.leftOut(path, raw, edgeKeys);
  conversion.report.leftOut(`${path}.data`, data, dataKeys);
  const handle = raw.sourceHandle ?? raw.source_handle ?? raw.sourcePort;
  const label = data.label ?? raw.label;
  return {
    path,
    id: typeof raw.id === 'string' && raw.id !== '' && raw.id.length <= 200 ? raw.id : undefined,
    source,
    target,
    handle: typeof handle === 'string' && handle !== '' ? handle : undefined,
    condition: conditionOf(raw, data, path, conversion),
    label: typeof label === 'string' && label !== '' ? label.slice(0, 200).toWellFormed() : undefined,
  };
}

/** The engine read the one at the top, and only that; the API kept the one in `data`, and only that. */
function conditionOf(
  raw: JsonObject,
  data: JsonObject,
  path: string,
  conversion: Conversion,
): string | undefined {
  for (const [at, value] of [
    [`${path}.condition`, raw.condition],
    [`${path}.data.condition`, data.condition],
  ] as const) {
    if (value === undefined || value === null || typeof value === 'string') continue;
    conversion.report.error(at, 'A condition must be text.');
    return unconverted(JSON.stringify(value).slice(0, 80).toWellFormed());
  }
  const inData = textOf(data.condition);
  const text = textOf(raw.condition) ?? inData;
  const at = textOf(raw.condition) === null ? `${path}.data.condition` : `${path}.condition`;
  if (text === null) return undefined;
  if (inData !== null && inData !== text) {
    conversion.report.warning(
      `${path}.data.condition`,
      'It is left out: the condition of the edge itself wins.',
    );
  }
  if (textOf(raw.condition) === null) {
    conversion.report.warning(at, 'The former system lost this condition, and the edge was always taken.');
  }
  return convertCondition(text, { path: at, place: 'edge' }, conversion);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The edge at this port, with its condition. */
export function atPort({ handle: _, ...edge }: LegacyEdge, sourcePort: string): ConvertedEdge {
  return { ...edge, sourcePort };
}
