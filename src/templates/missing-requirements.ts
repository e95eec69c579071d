import type { AnyIssue, Capabilities } from '../validation/index.ts';
import type { parameterIssueCodes } from './parameter-issue.ts';

/** Names of what a graph cannot do without: tools, models with a slash after their provider, ids of documents. */
export interface Requirements {
  readonly tools: readonly string[];
  readonly models: readonly string[];
  readonly documents: readonly string[];
}

interface RequirementCheck {
  readonly capabilities: Pick<Capabilities, 'models' | 'tool' | 'document'>;
  readonly ownerId: string;
  /** An error where it is to run now; a warning while it may still be provided. */
  readonly severity: 'error' | 'warning';
}

/** What a template requires and its owner does not have here. */
export function missingRequirements(
  { tools, models, documents }: Requirements,
  { capabilities, ownerId, severity }: RequirementCheck,
): readonly AnyIssue[] {
  const known = new Set(capabilities.models.map(({ provider, model }) => `${provider}/${model}`));
  const issue = (code: keyof typeof parameterIssueCodes, path: string, message: string): AnyIssue => ({
    code,
    layer: 'capability',
    severity,
    path,
    message,
  });
  return [
    ...tools
      .filter((name) => capabilities.tool(ownerId, name) !== 'available')
      .map((name) =>
        issue(
          'requirement/tool-missing',
          'requiredTools',
          `the template needs the tool "${name}", which you cannot use here`,
        ),
      ),
    ...models
      .filter((name) => !known.has(name))
      .map((name) =>
        issue(
          'requirement/model-missing',
          'requiredModels',
          `the template needs the model "${name}", which this server does not have`,
        ),
      ),
    ...documents
      .filter((id) => capabilities.document(ownerId, id) !== 'available')
      .map((id) =>
        issue(
          'requirement/document-missing',
          'requiredDocuments',
          `the template needs the document "${id}", which you cannot read here`,
        ),
      ),
  ];
}
