import type { Json, JsonObject } from '../../kernel/index.ts';

/** A parameter that meant something in the graph which was generated of a legacy template. */
export interface LegacyParameter {
  readonly name: string;
  /** What the former system called it, the one that wins first. */
  readonly spellings: readonly string[];
  readonly schema: JsonObject;
}

const text: JsonObject = { type: 'string' };
const flag: JsonObject = { type: 'boolean' };
const count: JsonObject = { type: 'integer', minimum: 1 };

/** Of every legacy template: they set its model. */
export const modelParameters: readonly LegacyParameter[] = [
  { name: 'provider', spellings: ['provider'], schema: text },
  { name: 'model', spellings: ['model'], schema: text },
  {
    name: 'systemPrompt',
    spellings: ['system_prompt', 'system_message', 'systemPrompt', 'systemMessage'],
    schema: text,
  },
  { name: 'temperature', spellings: ['temperature'], schema: { type: 'number', minimum: 0, maximum: 2 } },
  { name: 'maxTokens', spellings: ['max_tokens', 'maxTokens'], schema: count },
];

/** Of those that search documents. */
export const retrievalParameters: readonly LegacyParameter[] = [
  { name: 'maxDocuments', spellings: ['max_documents', 'maxDocuments', 'top_k', 'topK'], schema: count },
  {
    name: 'threshold',
    spellings: ['score_threshold', 'similarity_threshold', 'scoreThreshold', 'similarityThreshold'],
    schema: { type: 'number', minimum: 0, maximum: 1 },
  },
];

/** Of those that run tools. How many calls they make at most must be known. */
export const toolParameters: readonly LegacyParameter[] = [
  {
    name: 'maxToolCalls',
    spellings: ['max_tool_calls', 'maxToolCalls'],
    schema: { type: 'integer', minimum: 0, default: 10 },
  },
  { name: 'toolTimeoutMs', spellings: ['tool_timeout_ms', 'toolTimeoutMs'], schema: count },
  {
    name: 'parallelToolCalls',
    spellings: ['parallel_tool_calls', 'parallelToolCalls', 'parallel_calls'],
    schema: flag,
  },
];

/** Of the chat that asks at run time what it may use. */
export const capabilityParameters: readonly LegacyParameter[] = [
  { name: 'enableMemory', spellings: ['enable_memory', 'enableMemory'], schema: { ...flag, default: true } },
  {
    name: 'enableRetrieval',
    spellings: ['enable_retrieval', 'enableRetrieval'],
    schema: { ...flag, default: false },
  },
  { name: 'enableTools', spellings: ['enable_tools', 'enableTools'], schema: { ...flag, default: false } },
];

export interface TypedParameters {
  /** JSON Schema: what the template set is the default. */
  readonly schema: JsonObject;
  /** Keys that say nothing of what is done, or whose value is of another type: they meant nothing then either. */
  readonly ignored: readonly string[];
}

/** The untyped values of a legacy template as parameters with types. */
export function typedParameters(parameters: readonly LegacyParameter[], values: JsonObject): TypedParameters {
  const used = new Set<string>();
  const properties = parameters.map(({ name, spellings, schema }) => {
    const key = spellings.find((spelling) => fits(values[spelling], schema));
    if (key === undefined) return [name, schema] as const;
    used.add(key);
    return [name, { ...schema, default: values[key] ?? null }] as const;
  });
  const ignored = Object.keys(values).filter((key) => values[key] !== null && !used.has(key));
  return { schema: { type: 'object', properties: Object.fromEntries(properties) }, ignored };
}

function fits(value: Json | undefined, { type, minimum, maximum }: JsonObject): boolean {
  if (type === 'boolean' || type === 'string') return typeof value === type;
  if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value))) return false;
  return value >= Number(minimum) && (maximum === undefined || value <= Number(maximum));
}
