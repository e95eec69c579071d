import { describeType, type ExpressionType, typeFromJsonSchema } from '../../expression/index.ts';
import { isJsonObject, type JsonObject } from '../../kernel/index.ts';
import { shapeOfType } from '../json-shape.ts';
import type { NodeCompiler } from '../node-kind.ts';

interface GivenInput {
  /** What the workflow says of its input, as a JSON Schema; anything else is refused where it stands. */
  readonly inputs: JsonObject;
  /** What each of the names that are given holds. */
  readonly types: ReadonlyMap<string, ExpressionType>;
}

/** Refuses an input that the workflow will never take: it lacks what is required, or holds a value of another type. */
export function refuseInput({ inputs, types }: GivenInput, compiler: NodeCompiler): void {
  const { required, properties } = inputs;
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name !== 'string' || types.has(name)) continue;
    compiler.refuse('input', `lacks ${JSON.stringify(name)}, which the workflow requires`);
  }
  if (properties === undefined || !isJsonObject(properties)) return;
  for (const [name, type] of types) {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (declared === undefined || !isJsonObject(declared)) continue;
    const wanted = typeFromJsonSchema(declared);
    if (!differ(type, wanted)) continue;
    compiler.refuse(
      `input.${name}`,
      `gives ${describeType(type)}, but the workflow wants ${describeType(wanted)}`,
    );
  }
}

function differ(given: ExpressionType, wanted: ExpressionType): boolean {
  const [one, other] = [shapeOfType(given), shapeOfType(wanted)];
  return one !== null && other !== null && one !== other;
}
