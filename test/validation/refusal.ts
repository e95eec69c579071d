import { expect } from 'vitest';
import type { AnyIssue } from '../../src/validation/index.ts';
import { expectAnswer } from './answer.ts';

export const start = { id: 'start', type: 'start' };
export const wait = { id: 'wait', type: 'delay' };
export const toWait = { id: 'e1', source: 'start', target: 'wait' };

/** start → wait, with whatever else is given. */
export const workflow = (more: object = {}) => ({ nodes: [start, wait], edges: [toWait], ...more });

/** start → it, a node of this kind. */
export const nodeOf = (type: string, config: unknown) => ({
  nodes: [start, { id: 'it', type, config }],
  edges: [{ source: 'start', target: 'it' }],
});

/** Why the document is refused. */
export function refusal(document: unknown): readonly AnyIssue[] {
  const { graph, issues } = expectAnswer(document);
  expect(graph).toBeNull();
  return issues;
}
