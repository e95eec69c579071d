import { expect } from 'vitest';
import type { IssueCode, ValidationIssue, WorkflowGraph } from '../../../src/graph/index.ts';
import { validateStructure } from '../../../src/validation/index.ts';
import { kinds } from '../kinds.ts';

/** The issues of one code that the structure rules find in the graph. */
export function found(graph: WorkflowGraph, code: IssueCode): readonly ValidationIssue[] {
  return validateStructure(graph, kinds).filter((issue) => issue.code === code);
}

/** No rule finds anything. */
export function expectSound(graph: WorkflowGraph): void {
  expect(validateStructure(graph, kinds)).toEqual([]);
}
