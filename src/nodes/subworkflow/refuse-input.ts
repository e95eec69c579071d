import { describeType, type ExpressionType, typeFromJsonSchema } from '../../expression/index.ts';
import { listed } from '../../expression/known-names.ts';
import { NearNames } from '../../expression/near-names.ts';
import { isJsonObject, type JsonObject } from '../../kernel/index.ts';
import { shapeOfType } from '../json-shape.ts';
import type { NodeCompiler } from '../node-kind.ts';

interface GivenInput {
  /** What the workflow says of its input, as a JSON Schema; anything else is refused where it stands. */
  readonly inputs: JsonObject;
  /** What each of the names that are given holds. */
  readonly types: ReadonlyMap<string, ExpressionType>;
}

/** Refuses an input that the workflow will never take: something is missing, of another type, or not allowed. */
export function refuseInput(given: GivenInput, compiler: NodeCompiler): void {
  refuseObject(given, compiler);
  refuseMissing(given, compiler);
  refuseTypes(given, compiler);
  refuseNames(given, compiler);
}

function refuseObject({ inputs: { type } }: GivenInput, compiler: NodeCompiler): void {
  const wanted = [type ?? 'object'].flat();
  if (wanted.includes('object')) return;
  compiler.refuse('input', `gives an object, but the workflow wants ${wanted.join(' or ')}`);
}

function refuseMissing(
  { inputs: { required, properties }, types }: GivenInput,
  compiler: NodeCompiler,
): void {
  const declared = new Set(
    properties !== undefined && isJsonObject(properties) ? Object.keys(properties) : [],
  );
  const near = new NearNames();
  const undeclared = [...types.keys()].filter((name) => !declared.has(name));
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name !== 'string' || types.has(name)) continue;
    const meant = near.of(name, undeclared);
    const help = meant === undefined ? '' : `: did you mean it by ${JSON.stringify(meant)}?`;
    compiler.refuse('input', `lacks ${JSON.stringify(name)}, which the workflow requires${help}`);
  }
}

function refuseTypes({ inputs: { properties }, types }: GivenInput, compiler: NodeCompiler): void {
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

/** A message that is not declared is never what makes an input wrong. */
function refuseNames({ inputs, types }: GivenInput, compiler: NodeCompiler): void {
  const { properties = {}, patternProperties, additionalProperties } = inputs;
  if (additionalProperties !== false || patternProperties !== undefined) return;
  const known = new Set(isJsonObject(properties) ? Object.keys(properties) : []);
  const taken = known.size === 0 ? 'none' : `${listed([...known])} only`;
  for (const name of types.keys()) {
    if (name === 'message' || known.has(name)) continue;
    compiler.refuse(`input.${name}`, `means nothing to the workflow, which takes ${taken}`);
  }
}

function differ(given: ExpressionType, wanted: ExpressionType): boolean {
  const [one, other] = [shapeOfType(given), shapeOfType(wanted)];
  return one !== null && other !== null && one !== other;
}
