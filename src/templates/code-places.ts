import type { Expression, Template } from '../expression/index.ts';
import { err, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';

/** By its place in a node's configuration: a CEL expression, or a text with `{{ }}`. */
export type CodePlaces = ReadonlyMap<string, 'expression' | 'template'>;

interface ConfiguredType {
  readonly type: Json | undefined;
  readonly config: JsonObject;
}

/**
 * Where the configuration of a node is read as code, as its kind says when it compiles it; or the places that the
 * kind refuses. A kind that nobody knows refuses nothing by name.
 */
export function codePlaces(
  registry: NodeRegistry,
  { type, config }: ConfiguredType,
): Result<CodePlaces, readonly string[]> {
  const kind = typeof type === 'string' ? registry.get(type) : undefined;
  if (!kind) return err([]);
  const configured = kind.configure(config);
  if (!configured.ok) return err(configured.error.map(({ at }) => at));
  const places = new Map<string, 'expression' | 'template'>();
  configured.value.compile({
    inputs: anything,
    variables: {},
    schema: () => anything,
    refuse: () => undefined,
    expression: (source, at) => {
      places.set(at, 'expression');
      return unusableExpression(source);
    },
    template: (text, at) => {
      places.set(at, 'template');
      return unusableTemplate(text);
    },
  });
  return ok(places);
}

const anything = { source: true, check: () => [] };
const unusable = { code: 'expression/failed', message: 'it was not compiled' } as const;

function unusableExpression(source: string): Expression {
  return { source, type: 'dyn', references: [], evaluate: () => err(unusable) };
}

function unusableTemplate(source: string): Template {
  return { source, type: 'dyn', references: [], render: () => err(unusable), evaluate: () => err(unusable) };
}
