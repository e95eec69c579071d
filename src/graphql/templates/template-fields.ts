import type { InputFieldBuilder } from '@pothos/core';
import type { TemplateRequirements } from '../../runtime/ports/template-store.ts';
import type { ApiTypes } from '../builder.ts';

export const categoryText =
  'Where a catalogue lists it: `general`, `customer_support`, `programming`, `research`, `data_analysis`, `creative`, `educational`, `business` or `custom`.';

export const documentText =
  'The workflow as a document, with `params.name` in expressions and `{{ params.name }}` in texts and for values.';

/** What a template needs, in the inputs that save one. */
export function requirementFields(t: InputFieldBuilder<ApiTypes, 'InputObject'>) {
  return {
    requiredTools: t.stringList({ description: 'Tools that it cannot do without.' }),
    requiredModels: t.stringList({
      description: 'Models that it cannot do without, each with a slash between its provider and its name.',
    }),
    requiredDocuments: t.stringList({ description: 'Ids of documents that it cannot do without.' }),
  };
}

interface RequirementsInput {
  readonly requiredTools?: readonly string[] | null | undefined;
  readonly requiredModels?: readonly string[] | null | undefined;
  readonly requiredDocuments?: readonly string[] | null | undefined;
}

/** Nothing where nothing is said of it. What is left out beside something is an empty list. */
export function requirementsIn(input: RequirementsInput): { readonly requirements?: TemplateRequirements } {
  const { requiredTools: tools, requiredModels: models, requiredDocuments: documents } = input;
  if (!tools && !models && !documents) return {};
  return { requirements: { tools: tools ?? [], models: models ?? [], documents: documents ?? [] } };
}
