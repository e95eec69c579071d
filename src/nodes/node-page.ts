import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import type { RegisteredKind } from './node-kind.ts';

/** What stands between the part of a page that is written from the declaration and the part that people write. */
export const handWritten = '<!-- Written by `npm run node-pages` up to here. -->';

/** The reference of a kind, as its declaration gives it. */
export function nodePage(kind: RegisteredKind): string {
  return [
    `# \`${kind.type}\``,
    kind.description,
    table(['port', 'when'], portRows(kind), 'It has no ports: nothing follows it.'),
    table(['setting', 'type', 'default', 'meaning'], settingRows(kind), 'It has no settings.'),
    handWritten,
  ].join('\n\n');
}

/** The row of the setting that every kind with ports has. */
export function commonRow({ configSchema }: RegisteredKind): string | undefined {
  return rowsOf(configSchema).find((row) => row.startsWith(allowNone));
}

const allowNone = '| `allowNone` ';

function portRows({ ports }: RegisteredKind): readonly string[] {
  return ports.map(({ name, description }) => `| \`${name}\` | ${description} |`);
}

/** Those of objects in lists among them. What every kind has is told elsewhere. */
function settingRows({ configSchema }: RegisteredKind): readonly string[] {
  return rowsOf(configSchema).filter((row) => !row.startsWith(allowNone));
}

function table(heads: readonly string[], rows: readonly string[], otherwise: string): string {
  if (rows.length === 0) return otherwise;
  return [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...rows].join('\n');
}

function rowsOf(schema: JsonObject, within = ''): readonly string[] {
  const { properties, required } = schema;
  return Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([key, setting]) => {
    if (!isJsonObject(setting)) return [];
    const isRequired = Array.isArray(required) && required.includes(key);
    const name = `${within}${key}`;
    const row = [`\`${name}\``, typeOf(setting), presetOf(setting, isRequired), String(setting.description)];
    const inner = isJsonObject(setting.items) ? rowsOf(setting.items, `${name}[].`) : [];
    return [`| ${row.join(' | ')} |`, ...inner];
  });
}

function presetOf({ default: preset }: JsonObject, isRequired: boolean): string {
  if (isRequired) return 'required';
  return preset === undefined ? '–' : `\`${JSON.stringify(preset)}\``;
}

function typeOf(schema: JsonObject): string {
  const { type, format, enum: allowed, additionalProperties: values } = schema;
  if (format === 'cel') return 'CEL';
  if (format === 'template') return 'text with `{{ }}`';
  if (format === 'graph') return 'graph';
  if (Array.isArray(allowed)) return allowed.map((value) => `\`${String(value)}\``).join(', ');
  if (isJsonObject(values) && values.format === 'cel') return 'object of CEL';
  if (type === 'integer' || type === 'number') return `${type} ${boundsOf(schema)}`;
  if (type === 'array') return 'list';
  return typeof type === 'string' ? type.replace('string', 'text') : 'any';
}

function boundsOf({ minimum, maximum }: JsonObject): string {
  const bound = (value: Json | undefined) => (typeof value === 'number' ? value.toLocaleString('en-GB') : '');
  return `${bound(minimum)} to ${bound(maximum)}`;
}
