import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';
import { type CodePlaces, codePlaces } from './code-places.ts';
import { parameterIssue } from './parameter-issue.ts';
import { inGraph, type ParameterUse } from './parameter-use.ts';
import { rewriteTexts, rewriteTextsOf, within } from './rewrite-texts.ts';

/** A node whose configuration is to be written. */
export interface ConfiguredNode {
  readonly type: Json | undefined;
  readonly id: Json | undefined;
  readonly config: Json;
  /** The place of the configuration in the document. */
  readonly at: string;
}

/**
 * The configuration with its parameters: by name where its kind reads code, by value elsewhere. What a parameter has
 * brought whole is checked afterwards, for the kind may read code in that too.
 */
export function instantiateConfig(node: ConfiguredNode, use: ParameterUse, registry: NodeRegistry): Json {
  const { config, type, at } = node;
  const places = placesOf(node, use, registry);
  const written = rewriteTexts(config, at, (text, place) => {
    const kind = places.get(place);
    if (kind === undefined) return use.plain(text, place);
    return kind === 'expression' ? use.expression(text, place) : use.template(text, place);
  });
  if (written === undefined || !isJsonObject(written)) return written ?? null;
  const final = codePlaces(registry, { type, config: written });
  return final.ok ? withoutCode({ ...node, config: written }, inDocument(at, final.value), use) : written;
}

/**
 * Where the kind reads code. It says so only of a configuration that it accepts, so values are inserted for a trial.
 * Where it does not take a value, or misses one, it may take a text, such as a prompt: then the placeholder is tried.
 */
function placesOf(
  { config, type, at }: ConfiguredNode,
  use: ParameterUse,
  registry: NodeRegistry,
): CodePlaces {
  const trial = (keeps: (value: Json | undefined, place: string) => boolean) => {
    const draft = use.draft();
    const written = rewriteTexts(config, at, (text, place) => {
      const value = draft.plain(text, place);
      return keeps(value, place) ? text : value;
    });
    return codePlaces(registry, {
      type,
      config: written !== undefined && isJsonObject(written) ? written : {},
    });
  };
  const first = trial(() => false);
  if (first.ok) return inDocument(at, first.value);
  const refused = new Set(first.error.map((place) => `${at}.${place}`));
  const second = trial((_, place) => refused.has(place));
  if (second.ok) return inDocument(at, second.value);
  const third = trial((value, place) => value === undefined || refused.has(place));
  return third.ok ? inDocument(at, third.value) : new Map();
}

/** Places in the configuration as places in the document. */
function inDocument(at: string, places: CodePlaces): CodePlaces {
  return new Map([...places].map(([place, kind]) => [`${at}.${place}`, kind]));
}

/** In what a parameter has brought, braces mean nothing, and an expression is refused. */
function withoutCode(
  { config, id, at }: ConfiguredNode & { readonly config: JsonObject },
  places: CodePlaces,
  use: ParameterUse,
): JsonObject {
  const isBrought = within(use.filled);
  const brought = [...places].filter(([place]) => isBrought(place));
  if (brought.length === 0) return config;
  const kinds = new Map(brought);
  return rewriteTextsOf(config, at, (text, place) => {
    const kind = kinds.get(place);
    if (kind === 'template') return text.replaceAll('{{', '\\{{');
    if (kind === 'expression') {
      const message = 'is read as an expression, and a parameter cannot be one: write the expression here';
      const nodeId = typeof id === 'string' ? id : undefined;
      use.note(parameterIssue('parameter/holds-code', inGraph(place), message, { nodeId }));
    }
    return text;
  });
}
