import { type AppError, isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import type { ApiIssue } from '../../validation/index.ts';

/**
 * Every issue that an error carries: those of the validator, or the places of an input that are wrong. An error that
 * lists none is itself the one issue.
 */
export function issuesOf({ code, message, details }: AppError): readonly ApiIssue[] {
  const listed = [...objectsOf(details.issues), ...objectsOf(details.problems)];
  if (listed.length === 0) return [issueFrom({ message }, code)];
  return listed.map((one) => issueFrom(one, code));
}

function issueFrom(given: JsonObject, code: string): ApiIssue {
  return {
    code: textOf(given.code) ?? code,
    severity: oneOf(given.severity, ['error', 'warning']) ?? 'error',
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
