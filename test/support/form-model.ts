import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';

/** What an editor shows for one setting. It is made from a JSON Schema alone, and knows no kind of node. */
export type Field =
  /** By its format an editor chooses how the text is written: `cel`, `template`, `javascript`, or as it is: `plain`. */
  | { readonly type: 'text'; readonly format: string; readonly rules: JsonObject }
  | { readonly type: 'number'; readonly isWhole: boolean; readonly rules: JsonObject }
  | { readonly type: 'flag' }
  | { readonly type: 'choice'; readonly options: readonly Json[] }
  | { readonly type: 'list'; readonly of: Field; readonly rules: JsonObject }
  | { readonly type: 'record'; readonly names: Field; readonly of: Field; readonly rules: JsonObject }
  | { readonly type: 'group'; readonly entries: readonly Entry[] }
  | { readonly type: 'either'; readonly options: readonly Field[] }
  | { readonly type: 'fixed'; readonly value: Json }
  | { readonly type: 'graph' }
  | { readonly type: 'json' };

export interface Entry {
  readonly name: string;
  readonly field: Field;
  readonly description: string;
  readonly isRequired: boolean;
  /** What it is where nobody sets it; absent: it has no value. */
  readonly preset?: Json;
}

const textRules = ['minLength', 'maxLength', 'pattern'];
const numberRules = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const listRules = ['minItems', 'maxItems'];
const recordRules = ['minProperties', 'maxProperties'];
/** What says something of a setting, whatever it is. */
const annotations = ['$schema', 'description', 'default', 'title'];

/** @throws where the schema says something that the form would not show */
export function formOf(schema: Json | undefined): Field {
  if (!isJsonObject(schema)) throw new Error(`no form for ${JSON.stringify(schema)}`);
  if (Array.isArray(schema.anyOf)) return known(schema, ['anyOf'], eitherOf(schema.anyOf));
  if ('const' in schema)
    return known(schema, ['type', 'const'], { type: 'fixed', value: schema.const ?? null });
  if (Array.isArray(schema.enum))
    return known(schema, ['type', 'enum'], { type: 'choice', options: schema.enum });
  switch (schema.type) {
    case undefined:
      return known(schema, [], { type: 'json' });
    case 'boolean':
      return known(schema, ['type'], { type: 'flag' });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number': {
      const rules = picked(schema, numberRules);
      return known(schema, ['type', ...numberRules], {
        type: 'number',
        isWhole: schema.type === 'integer',
        rules,
      });
    }
    case 'array': {
      const rules = picked(schema, listRules);
      return known(schema, ['type', 'items', ...listRules], {
        type: 'list',
        of: formOf(schema.items),
        rules,
      });
    }
    case 'object':
      return objectOf(schema);
    default:
      throw new Error(`no form for the type ${String(schema.type)}`);
  }
}

function eitherOf(options: readonly Json[]): Field {
  return { type: 'either', options: options.map((option) => formOf(option)) };
}

function textOf(schema: JsonObject): Field {
  const { format = 'plain' } = schema;
  const rules = picked(schema, textRules);
  if (typeof format !== 'string') throw new Error(`no editor for the format ${JSON.stringify(format)}`);
  return known(schema, ['type', 'format', ...textRules], { type: 'text', format, rules });
}

function objectOf(schema: JsonObject): Field {
  const { properties, required = [], additionalProperties, propertyNames, format } = schema;
  if (format === 'graph') {
    return known(schema, ['type', 'format', 'propertyNames', 'additionalProperties'], { type: 'graph' });
  }
  if (!isJsonObject(properties)) {
    const keywords = ['type', 'propertyNames', 'additionalProperties', ...recordRules];
    const names = formOf(propertyNames);
    return known(schema, keywords, {
      type: 'record',
      names,
      of: formOf(additionalProperties),
      rules: picked(schema, recordRules),
    });
  }
  const entries = Object.entries(properties).map(([name, setting]): Entry => {
    const { description, default: preset } = isJsonObject(setting) ? setting : {};
    return {
      name,
      field: formOf(setting),
      description: typeof description === 'string' ? description : '',
      isRequired: Array.isArray(required) && required.includes(name),
      ...(preset === undefined ? {} : { preset }),
    };
  });
  if (additionalProperties !== false) throw new Error('a form shows all that may be set');
  return known(schema, ['type', 'properties', 'required', 'additionalProperties'], {
    type: 'group',
    entries,
  });
}

/** A keyword that is not looked at would be a rule that the form does not keep. */
function known(schema: JsonObject, keywords: readonly string[], field: Field): Field {
  const unknown = Object.keys(schema).filter((key) => ![...keywords, ...annotations].includes(key));
  if (unknown.length > 0) throw new Error(`no form shows ${unknown.join(', ')}`);
  return field;
}

function picked(schema: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => names.includes(name)));
}

/** The schema that the form was made of, but for its head. */
export function schemaOf(field: Field): JsonObject {
  switch (field.type) {
    case 'text':
      return {
        type: 'string',
        ...(field.format === 'plain' ? {} : { format: field.format }),
        ...field.rules,
      };
    case 'number':
      return { type: field.isWhole ? 'integer' : 'number', ...field.rules };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: field.options };
    case 'fixed':
      return { type: typeof field.value, const: field.value };
    case 'list':
      return { type: 'array', items: schemaOf(field.of), ...field.rules };
    case 'record':
      return {
        type: 'object',
        propertyNames: schemaOf(field.names),
        additionalProperties: schemaOf(field.of),
        ...field.rules,
      };
    case 'graph':
      return { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {}, format: 'graph' };
    case 'json':
      return {};
    case 'either':
      return { anyOf: field.options.map((option) => schemaOf(option)) };
    case 'group':
      return groupSchema(field.entries);
  }
}

function groupSchema(entries: readonly Entry[]): JsonObject {
  const required = entries.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  const properties = entries.map(({ name, field, description, preset }) => {
    const said = {
      ...(description === '' ? {} : { description }),
      ...(preset === undefined ? {} : { default: preset }),
    };
    return [name, { ...schemaOf(field), ...said }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** What people have filled in: every entry of a group has its place, filled or not. */
export type Filled =
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'empty' }
  | { readonly type: 'group'; readonly entries: Readonly<Record<string, Filled>> }
  | { readonly type: 'list'; readonly items: readonly Filled[] };

/** The form with a configuration in it. */
export function filledWith(field: Field, value: Json | undefined): Filled {
  if (value === undefined) return { type: 'empty' };
  if (field.type === 'group' && isJsonObject(value)) {
    const entries = field.entries.map(({ name, field: inner }) => [name, filledWith(inner, value[name])]);
    return { type: 'group', entries: Object.fromEntries(entries) };
  }
  if (field.type === 'list' && Array.isArray(value)) {
    return { type: 'list', items: value.map((item: Json) => filledWith(field.of, item)) };
  }
  return { type: 'value', value };
}

/** The configuration that is in the form; what is empty is left out. */
export function configOf(filled: Filled): Json | undefined {
  switch (filled.type) {
    case 'empty':
      return undefined;
    case 'value':
      return filled.value;
    case 'list':
      return filled.items.map((item) => configOf(item) ?? null);
    case 'group':
      return Object.fromEntries(
        Object.entries(filled.entries).flatMap(([name, inner]) => {
          const value = configOf(inner);
          return value === undefined ? [] : [[name, value]];
        }),
      );
  }
}

/** Values that the form would not let through, each just outside a rule. */
export function wrongValues(field: Field): readonly Json[] {
  switch (field.type) {
    case 'number': {
      const { minimum, maximum } = field.rules;
      const least = typeof minimum === 'number' ? [minimum - 1] : [];
      const most = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? [maximum + 1] : [];
      return [...least, ...most, ...(field.isWhole ? [0.5] : []), 'text'];
    }
    case 'text': {
      const { minLength, maxLength } = field.rules;
      const short = typeof minLength === 'number' && minLength > 0 ? ['x'.repeat(minLength - 1)] : [];
      const long = typeof maxLength === 'number' ? ['x'.repeat(maxLength + 1)] : [];
      return [...short, ...long, 7];
    }
    case 'choice':
      return ['none of these', 7];
    case 'flag':
      return ['yes', 1];
    case 'list':
    case 'group':
    case 'record':
    case 'graph':
      return ['text', 7];
    case 'either':
    case 'fixed':
      return [7];
    case 'json':
      return [];
  }
}
