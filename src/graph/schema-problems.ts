import type { z } from 'zod';
import { nearestName } from '../expression/nearest-name.ts';
import type { Json } from '../kernel/index.ts';
import { valueAt } from './document-issue.ts';
import type { DocumentProblem } from './read-json.ts';
import { quoted } from './validation-issue.ts';
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
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
    return [valueProblem(document, issue)];
  });
}

function unknownKey(path: readonly PropertyKey[], key: string): DocumentProblem {
  const known = knownKeys(path);
  const suggestion = nearestName(key, known);
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
  if (value === undefined) {
    return { code: 'document/missing-key', path, message: `is missing: ${expectation(issue)}` };
  }
  return { code: 'document/invalid-value', path, message: `is ${described(value)}: ${expectation(issue)}` };
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${articled(issue.expected)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin)} allowed`;
    case 'too_small':
      return `at least ${issue.minimum}${unit(issue.origin)} required`;
    case 'invalid_value':
      return `it must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    default:
      return `it ${issue.message}`;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters are';
  return ' is';
}

function articled(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function described(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
