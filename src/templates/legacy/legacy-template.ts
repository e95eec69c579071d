import { AppError, type JsonObject } from '../../kernel/index.ts';
import type { TemplateContent } from '../instantiate-template.ts';
import { legacyGraph } from './legacy-graph.ts';
import {
  capabilityParameters,
  modelParameters,
  retrievalParameters,
  toolParameters,
  typedParameters,
} from './legacy-parameters.ts';

/** A template of the former system: values of parameters, and names of what it needs, without a graph. */
export interface LegacyTemplate {
  readonly defaultParams: JsonObject;
  readonly requiredTools: readonly string[];
  readonly requiredRetrievers: readonly string[];
}

/**
 * The graph that such a template stands for, with typed parameters that default to its values.
 * @throws AppError `workflow/unsupported` where it needs kinds of node that are not there yet
 */
export function contentOfLegacy(template: LegacyTemplate): TemplateContent {
  refuse('tools', template.requiredTools);
  refuse('retrievers', template.requiredRetrievers);
  return generateLegacy({ ...template, isUniversal: false }).content;
}

interface GeneratedContent {
  readonly content: TemplateContent;
  /** Names of values that meant nothing. */
  readonly ignored: readonly string[];
}

/** What the former system generated of a template; a universal one asks its parameters at run time what it may use. */
export function generateLegacy({
  defaultParams,
  requiredTools,
  requiredRetrievers,
  isUniversal,
}: LegacyTemplate & { readonly isUniversal: boolean }): GeneratedContent {
  const retrieval = isUniversal || requiredRetrievers.length > 0;
  const tools = isUniversal || requiredTools.length > 0;
  const parameters = [
    ...modelParameters,
    ...(retrieval ? retrievalParameters : []),
    ...(tools ? toolParameters : []),
    ...(isUniversal ? capabilityParameters : []),
  ];
  const { schema, ignored } = typedParameters(parameters, defaultParams);
  const stages = {
    memory: isUniversal,
    retrieval,
    tools,
    allowedTools: requiredTools,
    isOptional: isUniversal,
  };
  return { content: { graph: legacyGraph(stages), parameters: schema }, ignored };
}

function refuse(what: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const message = `the template needs ${what} (${names.join(', ')}), which this version of Chatter does not have yet`;
  throw new AppError('workflow/unsupported', message, { details: { [what]: names } });
}
