import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertLegacyWorkflow, parseWorkflowGraph } from '../../../src/graph/index.ts';
import type { JsonObject } from '../../../src/kernel/index.ts';
import { holdsInLegacy } from '../../expression/legacy-oracle.ts';
import { runPure } from '../../nodes/pure-run.ts';

const conditions = [
  'variable mode equals fast',
  'variable mode equals slow',
  'variable enable_tools equals true',
  'variable enable_tools equals false',
  'variable mode equals fast and variable enable_tools equals true',
  'variable mode equals fast or variable enable_tools equals true',
];

const states: readonly JsonObject[] = [
  { mode: null, capabilities: null },
  { mode: 'Fast', capabilities: { enable_tools: true } },
  { mode: 'fast', capabilities: { enable_tools: false } },
  { mode: 'slow', capabilities: {} },
];

/** Where the former engine went: the first edge whose condition held, else the first without one; without any, all. */
function taken(edges: readonly (string | null)[], variables: JsonObject): readonly string[] {
  const state = { messages: [], variables, loops: {}, hasErrors: false };
  const all = edges.map((condition, index) => ({ condition, target: `t${index}` }));
  if (all.every(({ condition }) => condition === null)) return all.map(({ target }) => target);
  const first =
    all.find(({ condition }) => condition !== null && holdsInLegacy(condition, state)) ??
    all.find(({ condition }) => condition === null);
  return first === undefined ? [] : [first.target];
}

/** A node of this type, with an edge to a node of its own for each condition. */
function documentOf(type: string, question: string, edges: readonly (string | null)[]) {
  const config = type === 'conditional' ? { condition: question } : { variable_name: 'other', value: 1 };
  return {
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'it', type, config },
      ...edges.map((_, index) => ({
        id: `t${index}`,
        type: 'variable',
        config: { variable_name: 'x', value: index },
      })),
    ],
    edges: [
      { source: 'start', target: 'it' },
      ...edges.map((condition, index) => ({ source: 'it', target: `t${index}`, condition })),
    ],
  };
}

describe('the edges of an imported node', () => {
  it.each(['conditional', 'variable'])('of the type %s are taken as the former engine took them', (type) => {
    const edge = fc.option(fc.constantFrom(...conditions), { nil: null });
    const property = fc.property(
      fc.constantFrom(...conditions),
      fc.array(edge, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...states),
      (question, edges, variables) => {
        const converted = convertLegacyWorkflow(documentOf(type, question, edges));
        if (!converted.ok) throw new Error('it was refused');
        const { graph, report } = converted.value;
        expect(report.filter(({ severity }) => severity === 'error')).toEqual([]);
        const declared = typeof graph.variables === 'object' ? graph.variables : {};
        const parsed = parseWorkflowGraph({ ...graph, variables: { ...declared, ...variables } });
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
        const { state, visits } = runPure(parsed.value);
        expect(state.status).toBe('completed');
        const reached = visits.filter((path) => path.startsWith('t')).map((path) => path.replace('.out', ''));
        expect(reached.sort()).toEqual(taken(edges, variables));
      },
    );
    fc.assert(property, { numRuns: 400 });
  });
});
