import { AppError, type Json, type JsonObject } from '../kernel/index.ts';
import type { TemplateContent } from './instantiate-template.ts';

/** A template of the former system: values of parameters, and names of what it needs, without a graph. */
export interface LegacyTemplate {
  readonly defaultParams: JsonObject;
  readonly requiredTools: readonly string[];
  readonly requiredRetrievers: readonly string[];
}

interface LegacyParameter {
  readonly name: string;
  /** What the former system called it, the one that wins first. */
  readonly spellings: readonly string[];
  readonly schema: JsonObject;
}

/** Those that meant something in the graph that was generated of them. */
const parameters: readonly LegacyParameter[] = [
  { name: 'provider', spellings: ['provider'], schema: { type: 'string' } },
  { name: 'model', spellings: ['model'], schema: { type: 'string' } },
  {
    name: 'systemPrompt',
    spellings: ['system_prompt', 'system_message', 'systemPrompt', 'systemMessage'],
    schema: { type: 'string' },
  },
  {
    name: 'temperature',
    spellings: ['temperature'],
    schema: { type: 'number', minimum: 0, maximum: 2 },
  },
  { name: 'maxTokens', spellings: ['max_tokens', 'maxTokens'], schema: { type: 'integer', minimum: 1 } },
];

/**
 * The graph that such a template stands for, with typed parameters that default to its values.
 * @throws AppError `workflow/unsupported` where it needs kinds of node that are not there yet
 */
export function contentOfLegacy(template: LegacyTemplate): TemplateContent {
  const { defaultParams, requiredTools, requiredRetrievers } = template;
  refuse('tools', requiredTools);
  refuse('retrievers', requiredRetrievers);
  const properties = parameters.map(({ name, spellings, schema }) => {
    const value = spellings.map((spelling) => defaultParams[spelling]).find((one) => fits(one, schema));
    return [name, value === undefined ? schema : { ...schema, default: value }] as const;
  });
  return { graph: legacyGraph, parameters: { type: 'object', properties: Object.fromEntries(properties) } };
}

/** Values were untyped: one of another type meant nothing then, and does not now. */
function fits(value: Json | undefined, schema: JsonObject): boolean {
  if (schema.type === 'integer') return Number.isInteger(value) && Number(value) >= 1;
  if (schema.type === 'number') return typeof value === 'number' && value >= 0 && value <= 2;
  return typeof value === 'string';
}

const legacyGraph: JsonObject = {
  outputs: { text: 'nodes.answer.output.text' },
  nodes: [
    { id: 'start', type: 'start' },
    {
      id: 'answer',
      type: 'model',
      config: {
        provider: '{{ params.provider }}',
        model: '{{ params.model }}',
        system: '{{ params.systemPrompt }}',
        temperature: '{{ params.temperature }}',
        maxTokens: '{{ params.maxTokens }}',
      },
    },
    { id: 'end', type: 'end' },
  ],
  edges: [
    { source: 'start', target: 'answer' },
    { source: 'answer', target: 'end' },
  ],
};

function refuse(what: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const message = `the template needs ${what} (${names.join(', ')}), which this version of Chatter does not have yet`;
  throw new AppError('workflow/unsupported', message, { details: { [what]: names } });
}
