import { expect } from 'vitest';
import type { IssueCode, ValidationIssue, WorkflowGraph } from '../../../src/graph/index.ts';
import { validateStructure } from '../../../src/validation/index.ts';
import { kinds } from '../kinds.ts';

/** The issues of one code that the structure rules find in the graph. */
export function found(graph: WorkflowGraph, code: IssueCode): readonly ValidationIssue[] {
  return validateStructure(graph, kinds).filter((issue) => issue.code === code);
}

/** Hints that small examples give, and mean. */
const hints: readonly IssueCode[] = ['port/leads-nowhere', 'loop/empty-body'];

/** No rule finds anything else. */
export function expectSound(graph: WorkflowGraph): void {
  const issues = validateStructure(graph, kinds);
  expect(issues.filter(({ code }) => !hints.includes(code))).toEqual([]);
}
