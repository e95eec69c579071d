import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import type { NodePort, RegisteredKind } from '../../src/nodes/index.ts';

/** The rows that the page on kinds of node has for the ports of one. */
export function portRows({ ports }: RegisteredKind): readonly string[] {
  return ports.map(({ name, description }: NodePort) => `| \`${name}\` | ${description} |`);
}

/** The rows for its settings, those of objects in lists among them. What every kind has is told once. */
export function settingRows({ configSchema }: RegisteredKind): readonly string[] {
  return rowsOf(configSchema).filter((row) => !row.startsWith('| `allowNone` '));
}

/** The row of the setting that every kind with ports has. */
export function commonRow({ configSchema }: RegisteredKind): string | undefined {
  return rowsOf(configSchema).find((row) => row.startsWith('| `allowNone` '));
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
