import type { IssueLayer, ValidationIssue } from '../../graph/index.ts';
import { type AppError, isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';

/** Something that is wrong with what a client has sent, as the API shows it. */
export interface Issue {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly layer: IssueLayer;
  readonly message: string;
  readonly nodeId: string | null;
  readonly edgeId: string | null;
  readonly path: string | null;
  readonly suggestion: string | null;
}

/**
 * Every issue that an error carries: those of the validator, or the places of an input that are wrong. An error that
 * lists none is itself the one issue.
 */
export function issuesOf({ code, message, details }: AppError): readonly Issue[] {
  const listed = [...objectsOf(details.issues), ...objectsOf(details.problems)];
  if (listed.length === 0) return [issueFrom({ message }, code)];
  return listed.map((one) => issueFrom(one, code));
}

/** An issue of the validator. */
export function shownIssue({ code, severity, layer, message, ...place }: ValidationIssue): Issue {
  const { nodeId = null, edgeId = null, path = null, suggestion = null } = place;
  return { code, severity, layer, message, nodeId, edgeId, path, suggestion };
}

function issueFrom(given: JsonObject, code: string): Issue {
  return {
    code: textOf(given.code) ?? code,
    severity: oneOf(given.severity, ['error', 'warning', 'info']) ?? 'error',
    layer: oneOf(given.layer, ['schema', 'structure', 'security', 'capability']) ?? 'schema',
    message: textOf(given.message) ?? code,
    nodeId: textOf(given.nodeId),
    edgeId: textOf(given.edgeId),
    path: textOf(given.path),
    suggestion: textOf(given.suggestion),
  };
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function oneOf<T extends string>(value: Json | undefined, allowed: readonly T[]): T | null {
  return allowed.find((one) => one === value) ?? null;
}
