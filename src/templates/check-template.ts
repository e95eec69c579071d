import { documentIssue } from '../graph/document-issue.ts';
import { issueOf, type ValidationIssue } from '../graph/index.ts';
import { readJson } from '../graph/read-json.ts';
import { err, isJsonObject, type JsonObject, ok, type Result } from '../kernel/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';
import { type AnyIssue, ValidationResult } from '../validation/index.ts';
import { exampleParameters } from './example-parameters.ts';
import { instantiateTemplate, type TemplateContent } from './instantiate-template.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';
import { checkParameterSchema } from './parameter-schema.ts';

export type TemplateIssue = ParameterIssue | ValidationIssue;

/** What a template is checked with. */
export interface TemplateCheck {
  readonly registry: NodeRegistry;
  validate(document: unknown): Promise<ValidationResult>;
}

/** A template as it came. */
export interface GivenTemplate {
  readonly graph: unknown;
  readonly parameters: unknown;
}

/** Reads a template as plain JSON, and checks the schema of its parameters. */
export function readTemplate(given: GivenTemplate): Result<TemplateContent, readonly TemplateIssue[]> {
  const graph = readObject(given.graph, (message) =>
    issueOf('document/invalid-value', `graph ${message}`, { path: 'graph' }),
  );
  const parameters = readObject(given.parameters, (message) =>
    parameterIssue('parameter/schema-invalid', 'parameters', message),
  );
  if (!graph.ok) return graph;
  if (!parameters.ok) return parameters;
  const issues = checkParameterSchema(parameters.value);
  return issues.length > 0 ? err(issues) : ok({ graph: graph.value, parameters: parameters.value });
}

/**
 * Checks a template as far as that is possible without its parameters: the graph that it makes of example values.
 * Whether models and tools exist is asked when it is executed.
 */
export async function checkTemplate(given: GivenTemplate, check: TemplateCheck): Promise<CheckedTemplate> {
  const template = readTemplate(given);
  if (!template.ok) return { template: null, result: new ValidationResult(template.error) };
  const result = new ValidationResult(await graphIssues(template.value, check));
  return { template: result.hasErrors ? null : template.value, result };
}

export interface CheckedTemplate {
  /** Null where an issue is an error. */
  readonly template: TemplateContent | null;
  readonly result: ValidationResult;
}

async function graphIssues(template: TemplateContent, check: TemplateCheck): Promise<readonly AnyIssue[]> {
  const examples = exampleParameters(template.parameters);
  if (!examples.ok) return examples.error;
  const document = instantiateTemplate(template, examples.value, check.registry);
  if (!document.ok) return document.error;
  const { issues } = await check.validate(document.value);
  return issues.filter(({ layer }) => layer !== 'capability');
}

/** `refused` makes an issue of a message that is to be read after the name of the place. */
function readObject(
  given: unknown,
  refused: (message: string) => TemplateIssue,
): Result<JsonObject, readonly TemplateIssue[]> {
  const { value, problems } = readJson(given);
  if (problems.length > 0) return err(problems.map((problem) => documentIssue(value, problem)));
  if (isJsonObject(value)) return ok(value);
  return err([refused(`must be an object, not ${JSON.stringify(value)?.slice(0, 40)}`)]);
}
