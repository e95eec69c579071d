/**
 * Reads a template that the former system exported. Total: any value is converted, or refused with issues.
 */
import { documentIssue } from '../../graph/document-issue.ts';
import {
  convertLegacyWorkflow,
  type ImportFinding,
  listedIssues,
  type ValidationIssue,
} from '../../graph/index.ts';
import { type DocumentProblem, readJson } from '../../graph/read-json.ts';
import { err, isJsonObject, type Json, type JsonObject, ok, type Result } from '../../kernel/index.ts';
import type { TemplateContent } from '../instantiate-template.ts';
import { generateLegacy } from './legacy-template.ts';

/** A legacy template, as it is written now. */
export interface LegacyTemplateConversion {
  readonly name: string;
  readonly description: string;
  /** In lower case; not checked to be one that Chatter knows. */
  readonly category: string;
  readonly tags: readonly string[];
  /** To be checked like any other. */
  readonly content: TemplateContent;
  readonly report: readonly ImportFinding[];
}

/**
 * Converts a template of the former system, as its export wrote it or as it stood in a request. It had parameters and
 * no graph, so it gets the graph that was generated of them, and its parameters get types. Never throws.
 */
export function convertLegacyTemplate(
  input: unknown,
): Result<LegacyTemplateConversion, readonly ValidationIssue[]> {
  const { value, problems } = readJson(input);
  const template = isJsonObject(value) && isJsonObject(value.template) ? value.template : value;
  const found = problems.length > 0 ? problems : problemsOf(template);
  if (found.length > 0 || !isJsonObject(template)) {
    return err(listedIssues(found.map((problem) => documentIssue(template, problem))));
  }
  const made = contentOf(template);
  if (!made.ok) return made;
  const { content, report } = made.value;
  const description = textOf(template.description);
  const head = {
    name: textOf(template.name),
    description,
    category: textOf(template.category).toLowerCase(),
  };
  return ok({ ...head, tags: textsOf(template.tags), content, report: [...report, ...leftOut(template)] });
}

/**
 * Whether a value is a template of the former system: exported, or with the parameters that only it had. Never throws.
 */
export function isLegacyTemplate(input: unknown): boolean {
  const { value } = readJson(input);
  if (!isJsonObject(value)) return false;
  const template = isJsonObject(value.template) ? value.template : value;
  return ['default_params', 'required_tools', 'required_retrievers'].some((key) => key in template);
}

const requiredTexts = ['name', 'description', 'category'] as const;

function problemsOf(template: Json): readonly DocumentProblem[] {
  if (!isJsonObject(template)) {
    return [{ code: 'document/not-object', path: [], message: 'must be an object: a template' }];
  }
  const texts = requiredTexts.flatMap((key): readonly DocumentProblem[] => {
    const value = template[key];
    if (typeof value === 'string' && value.trim() !== '') return [];
    if (value === undefined || value === null || value === '') {
      return [{ code: 'document/missing-key', path: [key], message: 'is missing' }];
    }
    return [{ code: 'document/invalid-value', path: [key], message: 'must be a text that says something' }];
  });
  const params = template.default_params ?? {};
  if (isJsonObject(params)) return texts;
  return [
    ...texts,
    { code: 'document/invalid-value', path: ['default_params'], message: 'must be an object' },
  ];
}

interface Made {
  readonly content: TemplateContent;
  readonly report: readonly ImportFinding[];
}

/** Some requests brought a graph with the template, which the former system then ran without its parameters. */
function contentOf(template: JsonObject): Result<Made, readonly ValidationIssue[]> {
  if (Array.isArray(template.nodes) && template.nodes.length > 0) {
    const { name: _, description: __, nodes, edges = [], metadata = {} } = template;
    const converted = convertLegacyWorkflow({ nodes, edges, metadata });
    if (!converted.ok) return converted;
    const { graph, report } = converted.value;
    return ok({ content: { graph, parameters: { type: 'object', properties: {} } }, report });
  }
  const values = isJsonObject(template.default_params) ? template.default_params : {};
  const isUniversal = [template.name, values.workflow_type].includes('universal_chat');
  const { content, ignored } = generateLegacy({
    defaultParams: values,
    requiredTools: textsOf(template.required_tools),
    requiredRetrievers: textsOf(template.required_retrievers),
    isUniversal,
  });
  const report = ignored
    .filter((key) => key !== 'workflow_type')
    .slice(0, 100)
    .map(withoutMeaning);
  return ok({ content, report });
}

function withoutMeaning(key: string): ImportFinding {
  const path = `default_params.${key.slice(0, 80).toWellFormed()}`;
  const message = 'It is left out: it had no effect in the workflow that was made of the template.';
  return { path, severity: 'warning', message };
}

function leftOut(template: JsonObject): readonly ImportFinding[] {
  const findings: ImportFinding[] = [];
  if (template.is_public === true) {
    const message = 'An imported template is private: share it if it shall not be.';
    findings.push({ path: 'is_public', severity: 'warning', message });
  }
  if (textsOf(template.required_retrievers).length > 0) {
    const message = 'Retrievers have no names any more: the documents of the owner are searched.';
    findings.push({ path: 'required_retrievers', severity: 'warning', message });
  }
  if (template.version !== undefined || template.metadata !== undefined) {
    const message = 'Its version and metadata are left out: an imported template begins anew.';
    findings.push({ path: 'version', severity: 'info', message });
  }
  return findings;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
