/**
 * Templates as files: what leaves one server and comes to another. A file holds what a template is and nothing of whose
 * it was: no owner, no id, no ratings, no figures.
 */
import { z } from 'zod';
import { contentHashOf, parsedFile, readFile, refusedFile, refusedHash } from '../graph/content-file.ts';
import { type ImportFinding, readJson, type ValidationIssue } from '../graph/index.ts';
import { isJsonObject, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import type { TemplateContent } from './instantiate-template.ts';
import { convertLegacyTemplate, isLegacyTemplate } from './legacy/convert-legacy-template.ts';
import type { Requirements } from './missing-requirements.ts';

const kind = 'chatter.template';
const formatVersion = 1;

const texts = z.array(z.string()).readonly();
const jsonObject = z.custom<JsonObject>(isJsonObject, 'must be an object');

const fileSchema = z.strictObject({
  kind: z.literal(kind),
  formatVersion: z.literal(formatVersion),
  contentHash: z.string(),
  template: z.strictObject({
    name: z.string(),
    description: z.string(),
    category: z.string(),
    tags: texts,
    requirements: z.strictObject({ tools: texts, models: texts, documents: texts }),
    graph: jsonObject,
    parameters: jsonObject,
  }),
});

/** What a file says of its template. */
export interface TemplateDescription extends TemplateContent {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly requirements: Requirements;
}

/** What was read from a file. Its content is to be checked like any other. */
export interface TemplateFile {
  readonly template: TemplateDescription;
  /** What was changed or left out on the way. */
  readonly report: readonly ImportFinding[];
}

/** The same text for the same template. */
export function writeTemplateFile(template: TemplateDescription): JsonObject {
  const { name, description, category, tags, requirements, graph, parameters } = template;
  return {
    kind,
    formatVersion,
    contentHash: hashOf(template),
    template: { name, description, category, tags, requirements: { ...requirements }, graph, parameters },
  };
}

/** Reads a file of this system, or of the former one; as JSON, or as its text. Total: anything else is refused with issues. */
export function readTemplateFile(input: Json): Result<TemplateFile, readonly ValidationIssue[]> {
  const file = parsedFile(input, 'template');
  if (!file.ok) return file;
  const { value, problems } = readJson(file.value);
  if (problems.length > 0) return refusedFile(problems, value);
  if (isLegacyTemplate(value)) return fromLegacy(value);
  if (!isJsonObject(value) || value.kind !== kind) {
    const message = `is "${kind}" in the file of a template, and is not here: export the template again`;
    return refusedFile([{ code: 'document/invalid-value', path: ['kind'], message }]);
  }
  return readOwn(value);
}

function readOwn(file: JsonObject): Result<TemplateFile, readonly ValidationIssue[]> {
  const read = readFile(file, fileSchema, formatVersion);
  if (!read.ok) return read;
  const { template, contentHash } = read.value;
  if (contentHash !== hashOf(template)) return refusedHash('the graph and the parameters');
  return ok({ template, report: [] });
}

function fromLegacy(value: Json): Result<TemplateFile, readonly ValidationIssue[]> {
  const converted = convertLegacyTemplate(value);
  if (!converted.ok) return converted;
  const { content, report, ...described } = converted.value;
  const requirements = { tools: [], models: [], documents: [] };
  return ok({ template: { ...described, ...content, requirements }, report });
}

function hashOf({ graph, parameters }: TemplateContent): string {
  return contentHashOf({ graph, parameters });
}
