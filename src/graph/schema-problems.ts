import type { z } from 'zod';
import { NearNames } from '../expression/near-names.ts';
import type { Json } from '../kernel/index.ts';
import { documentLimits } from './document-limits.ts';
import type { DocumentProblem } from './read-json.ts';
import { meantBy, refusalOf, valueAt } from './refusal-words.ts';
import {
  nodePositionSchema,
  retryPolicySchema,
  workflowEdgeSchema,
  workflowGraphSchema,
  workflowLimitsSchema,
  workflowNodeSchema,
} from './workflow-graph.ts';

/** What the schema of the document refuses, one problem for each key or value. */
export function schemaProblems(
  document: Json,
  issues: readonly z.core.$ZodIssue[],
): readonly DocumentProblem[] {
  const near = new NearNames(documentLimits.maxIssues);
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key, near));
    return [valueProblem(document, issue)];
  });
}

function unknownKey(path: readonly PropertyKey[], key: string, near: NearNames): DocumentProblem {
  const known = knownKeys(path);
  const suggestion = near.of(key, known);
  const advice = suggestion === undefined ? `known are ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  const message = `means nothing: ${advice}`;
  return { code: 'document/unknown-key', path: [...path, key], message, suggestion };
}

/** The keys that an object at this place may have. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(schemaAt(path).shape);
}

function schemaAt([list, _, inner]: readonly PropertyKey[]): z.ZodObject {
  if (list === 'limits') return workflowLimitsSchema;
  if (list === 'edges') return workflowEdgeSchema;
  if (list !== 'nodes') return workflowGraphSchema;
  if (inner === 'retry') return retryPolicySchema;
  return inner === 'position' ? nodePositionSchema : workflowNodeSchema;
}

function valueProblem(document: Json, issue: z.core.$ZodIssue): DocumentProblem {
  const { path } = issue;
  const value = valueAt(document, path);
  const code = value === undefined ? 'document/missing-key' : 'document/invalid-value';
  return { code, path, message: refusalOf(issue, value), suggestion: meantBy(issue, value) };
}
