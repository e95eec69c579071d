import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { isTypeName, typeNames } from './json-type.ts';
import { type KeywordShape, keywordShapes, unsupportedKeywords } from './keyword-shapes.ts';
import { patternRefusal } from './linear-pattern.ts';
import { resolveReference } from './resolve-reference.ts';
import type { SchemaProblem } from './schema-problem.ts';

type At = SchemaProblem['at'];

/** What is wrong with a schema: everything that would keep it from being understood when a value is checked. */
export function schemaProblems(root: Json): readonly SchemaProblem[] {
  return new SchemaReader(root).problems;
}

interface Place {
  readonly schema: Json;
  readonly at: At;
}

/** Reads every schema in the document once, and those that references point at: a list, for chains may be long. */
class SchemaReader {
  readonly problems: SchemaProblem[] = [];
  readonly #root: Json;
  readonly #seen = new Set<Json>();
  /** Schemas from which references have been followed to their end. */
  readonly #followed = new Set<Json>();
  readonly #pending: Place[];

  constructor(root: Json) {
    this.#root = root;
    this.#pending = [{ schema: root, at: [] }];
    for (let place = this.#pending.pop(); place !== undefined; place = this.#pending.pop()) this.#read(place);
  }

  #read({ schema, at }: Place): void {
    if (typeof schema === 'boolean' || this.#seen.has(schema)) return;
    if (!isJsonObject(schema)) {
      this.#note(at, 'must be a schema: an object, true or false');
      return;
    }
    this.#seen.add(schema);
    for (const [keyword, value] of Object.entries(schema)) {
      if (unsupportedKeywords.has(keyword)) this.#note([...at, keyword], 'is not supported here');
      const shape = keywordShapes.get(keyword);
      if (shape !== undefined) this.#keyword(shape, value, [...at, keyword]);
    }
  }

  #keyword(shape: KeywordShape, value: Json, at: At): void {
    const wrong = plainProblem(shape, value);
    if (wrong !== undefined) {
      this.#note(at, wrong);
      return;
    }
    if (shape === 'reference') this.#follow(String(value), at);
    if (shape === 'schema' || (shape === 'schemaOrSchemas' && !Array.isArray(value))) {
      this.#pending.push({ schema: value, at });
    } else if (Array.isArray(value) && holdsSchemas.has(shape)) {
      for (const [index, schema] of value.entries()) this.#pending.push({ schema, at: [...at, index] });
    } else if (isJsonObject(value) && holdsSchemas.has(shape)) this.#named(shape, value, at);
  }

  #named(shape: KeywordShape, schemas: JsonObject, at: At): void {
    for (const [name, schema] of Object.entries(schemas)) {
      const refusal = shape === 'schemasByPattern' ? patternRefusal(name) : undefined;
      if (refusal !== undefined) this.#note([...at, name], `is not a pattern that can be used: ${refusal}`);
      this.#pending.push({ schema, at: [...at, name] });
    }
  }

  #follow(reference: string, at: At): void {
    const target = resolveReference(this.#root, reference);
    if (target === undefined) {
      this.#note(at, `points at "${reference}", which is not in this schema: use "#/$defs/name"`);
      return;
    }
    this.#pending.push(target);
    if (this.#isCircle(target.schema)) {
      const hint = 'so that no value can be checked: let one of the schemas hold no $ref';
      this.#note(at, `leads in a circle, ${hint}`);
    }
  }

  /** Whether references alone lead from the schema back to one that was passed. Each circle is told once. */
  #isCircle(from: Json): boolean {
    const passed = new Set<Json>();
    let schema: Json | undefined = from;
    while (schema !== undefined && isJsonObject(schema) && !this.#followed.has(schema)) {
      passed.add(schema);
      this.#followed.add(schema);
      const reference: Json | undefined = schema.$ref;
      schema = typeof reference === 'string' ? resolveReference(this.#root, reference)?.schema : undefined;
    }
    return schema !== undefined && passed.has(schema);
  }

  #note(at: At, message: string): void {
    this.problems.push({ at, message });
  }
}

const holdsSchemas: ReadonlySet<KeywordShape> = new Set([
  'schemaOrSchemas',
  'schemas',
  'schemasByName',
  'schemasByPattern',
]);

function plainProblem(shape: KeywordShape, value: Json): string | undefined {
  const [holds, wanted] = plainShapes[shape] ?? [];
  if (holds !== undefined && !holds(value)) return `must be ${wanted}`;
  if (shape !== 'pattern') return undefined;
  const refusal = patternRefusal(String(value));
  return refusal === undefined ? undefined : `is not a pattern that can be used: ${refusal}`;
}

const isText = (value: Json): boolean => typeof value === 'string';
const isNumber = (value: Json): boolean => typeof value === 'number';
const isTexts = (value: Json): boolean => Array.isArray(value) && value.every(isText);
const everyValue = (value: Json, holds: (item: Json) => boolean): boolean =>
  isJsonObject(value) && Object.values(value).every(holds);

const plainShapes: Partial<Record<KeywordShape, readonly [(value: Json) => boolean, string]>> = {
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  count: [(value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number, 0 or more'],
  list: [(value) => Array.isArray(value), 'a list'],
  number: [isNumber, 'a number'],
  pattern: [isText, 'text'],
  positive: [(value) => isNumber(value) && Number(value) > 0, 'a number greater than 0'],
  reference: [isText, 'text'],
  schemas: [(value) => Array.isArray(value) && value.length > 0, 'a list of schemas'],
  schemasByName: [isJsonObject, 'an object of schemas'],
  schemasByPattern: [isJsonObject, 'an object of schemas'],
  texts: [isTexts, 'a list of texts'],
  textsByName: [(value) => everyValue(value, isTexts), 'an object of lists of texts'],
  types: [
    (value) => (Array.isArray(value) ? value.length > 0 && value.every(isTypeName) : isTypeName(value)),
    `one of ${typeNames.join(', ')}, or a list of them`,
  ],
};
