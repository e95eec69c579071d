import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { quoted } from '../validation-issue.ts';
import type { Conversion } from './conversion.ts';
import type { LegacyKind } from './legacy-kind.ts';
import { legacyKindOf } from './legacy-kinds.ts';
import { LegacySettings, wholeUpTo } from './legacy-settings.ts';

/** A node of a legacy document whose names are known, and nothing else yet. */
export interface LegacyNode {
  readonly path: string;
  readonly id: string;
  readonly type: string;
  /** Undefined: the former system had no such type either, or one of somebody's own. */
  readonly kind: LegacyKind | undefined;
  readonly settings: LegacySettings;
  readonly raw: JsonObject;
  readonly data: JsonObject;
}

/** A node as it is written now. */
export interface ConvertedNode {
  readonly path: string;
  readonly id: string;
  readonly type: string;
  readonly kind: LegacyKind | undefined;
  readonly config: JsonObject;
  /** Whatever it has beside id, type and config. */
  readonly rest: JsonObject;
}

/** What the former editor and its canvas kept of a node, beside what is read. */
const nodeKeys: ReadonlySet<string> = new Set(
  `id type config data position label selected dragging width height measured positionAbsolute style className zIndex
   draggable selectable deletable connectable resizing sourcePosition targetPosition`.split(/\s+/),
);
const dataKeys: ReadonlySet<string> = new Set(['label', 'nodeType', 'type', 'config', 'color', 'icon']);

interface Placed {
  readonly path: string;
  readonly id: string;
}

/** The type and the settings of a node, wherever its dialect has them. */
export function readLegacyNode(
  raw: JsonObject,
  { path, id }: Placed,
  { report }: Pick<Conversion, 'report'>,
): LegacyNode {
  const data = isJsonObject(raw.data) ? raw.data : {};
  const names = [raw.type, data.nodeType, data.type].filter((name) => typeof name === 'string');
  const type = names.find((name) => legacyKindOf(name) !== undefined) ?? names[0] ?? '';
  const inData = isJsonObject(data.config) ? data.config : undefined;
  const own = isJsonObject(raw.config) ? raw.config : undefined;
  const at = own === undefined && inData !== undefined ? `${path}.data.config` : `${path}.config`;
  const kinds = new Set(names.flatMap((name) => legacyKindOf(name)?.type ?? []));
  if (kinds.size > 1)
    report.warning(path, `It has two types, ${[...kinds].join(' and ')}: the first counts.`);
  report.leftOut(path, raw, nodeKeys);
  report.leftOut(`${path}.data`, data, dataKeys);
  const settings = new LegacySettings({ ...inData, ...own }, at, report);
  return { path, id, type, kind: legacyKindOf(type), settings, raw, data };
}

/** The node in the words of its kind, with everything else that was said of it. */
export function convertNode(node: LegacyNode, conversion: Conversion): ConvertedNode {
  const { path, id, type, kind, settings } = node;
  const { report } = conversion;
  if (kind === undefined) {
    report.error(
      `${path}.type`,
      `There is no kind of node ${quoted(type)}: its settings are left as they were.`,
    );
  } else if (kind.type !== type) report.info(`${path}.type`, `"${type}" is called "${kind.type}" now.`);
  const common = kind === undefined ? {} : commonSettings(node, kind, conversion);
  const config = kind?.convert(settings, { id, path, conversion }) ?? settings.all;
  if (kind !== undefined) settings.reportRest();
  const rest = { ...labelOf(node), ...common, ...positionOf(node) };
  return { path, id, type: kind?.type ?? type, kind, config, rest };
}

function labelOf({ data, raw }: LegacyNode): JsonObject {
  const label = data.label ?? raw.label;
  return typeof label === 'string' && label !== '' ? { label: label.slice(0, 200).toWellFormed() } : {};
}

function positionOf({ raw }: LegacyNode): JsonObject {
  const { position } = raw;
  if (!isJsonObject(position)) return {};
  const { x, y } = position;
  return typeof x === 'number' && typeof y === 'number' ? { position: { x, y } } : {};
}

/** What the former editor offered for every node, and the former system never did. */
function commonSettings(
  { id, path, settings }: LegacyNode,
  kind: LegacyKind,
  { report }: Conversion,
): JsonObject {
  const enabled = settings.boolean('enabled', 'enable');
  const seconds = settings.number(wholeUpTo(86_400, 1), 'timeout', 'timeout_seconds');
  const retries = settings.number(wholeUpTo(19), 'retries', 'max_retries');
  const disabled = enabled === false && kind.alwaysEnabled !== true;
  if (enabled === false && !disabled) {
    report.warning(path, `Node "${id}" was disabled, which had no effect and is not possible for its kind.`);
  }
  const made: Record<string, Json> = {
    ...(disabled ? { enabled: false } : {}),
    ...(seconds === undefined ? {} : { timeoutMs: seconds * 1000 }),
    ...(retries === undefined || retries === 0 ? {} : { retry: { maxAttempts: retries + 1 } }),
  };
  const names = Object.keys(made).join(', ');
  if (names !== '')
    report.warning(path, `The former system kept ${names} without heeding it; it counts now.`);
  return made;
}
