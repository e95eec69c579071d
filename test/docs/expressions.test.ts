import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCelEnvironment } from '../../src/expression/cel-environment.ts';
import {
  compileExpression,
  compileTemplate,
  describeType,
  type ExpressionType,
  expressionLimits,
  type Scope,
} from '../../src/expression/index.ts';
import { publicName } from '../../src/expression/private-name.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { IssueCollector } from '../../src/nodes/compile-issue.ts';
import { configureGraph } from '../../src/nodes/configure-graph.ts';
import { GraphScope, type Surroundings } from '../../src/nodes/graph-scope.ts';
import { type CompiledWorkflow, compileWorkflow } from '../../src/nodes/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/expressions.md'), 'utf8');
const [, source = ''] = /```json workflow\n([\s\S]*?)```/.exec(page) ?? [];

/** The rows of the table that begins with these columns, without what encloses code. */
function rowsOf(...columns: readonly string[]): readonly (readonly string[])[] {
  const [, table = ''] = page.split(`| ${columns.join(' | ')} |\n`);
  const lines = table.split('\n').slice(1);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  if (rows.length === 0) throw new Error(`the page has no table of ${columns[0]}`);
  return rows.map((row) =>
    row
      .split(/\s*(?<!\\)\|\s*/)
      .slice(1, -1)
      .map(plain),
  );
}

function plain(cell: string): string {
  return cell.replace(/^``? ?(.*?) ?``?$/, '$1').replaceAll('\\|', '|');
}

function parsed(document: object) {
  const graph = parseWorkflowGraph(document);
  if (!graph.ok) throw new Error('the workflow of the page is no document');
  return graph.value;
}

function rootsOf(document: object, around?: Surroundings): readonly string[] {
  const { names } = new GraphScope(configureGraph(parsed(document), registry, new IssueCollector()), around);
  return Object.keys(names);
}

/** Outputs that give what each of these names stands for. */
function outputsOf(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, name]));
}

function compiled(document: object) {
  const workflow = compileWorkflow(parsed(document), registry);
  if (!workflow.ok) throw new Error(JSON.stringify(workflow.error));
  return workflow.value;
}

function typesOf({ outputs }: CompiledWorkflow): Scope {
  return Object.fromEntries([...outputs].map(([name, { type }]) => [name, type]));
}

const workflow: object = JSON.parse(source);
const roots = rootsOf(workflow);
const scope = typesOf(compiled({ ...workflow, outputs: outputsOf(roots) }));

/** Every name in the scope with its type, down to what has no more names in it. */
function namesIn(type: ExpressionType, path: string): readonly (readonly [string, string])[] {
  if (typeof type === 'object' && 'fields' in type && Object.keys(type.fields).length > 0) {
    return Object.entries(type.fields).flatMap(([name, field]) => namesIn(field, path + accessOf(name)));
  }
  if (typeof type === 'object' && 'list' in type && typeof type.list === 'object') {
    return namesIn(type.list, `${path}[0]`);
  }
  return [[path, type === 'dyn' ? 'any' : describeType(type)]];
}

function accessOf(name: string): string {
  return /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
}

const values: Readonly<Record<string, Json>> = {
  input: { topic: 'Blue sky', tags: ['a', 'b'] },
  vars: { tries: 1, best: { score: 0.5 }, seen: [3, 1, 2] },
  messages: [
    { role: 'user', content: 'Why?' },
    {
      role: 'assistant',
      content: '',
      toolCalls: [{ id: '1', name: 'search', arguments: { query: 'sky' } }],
    },
  ],
  execution: { id: 'x', now: '2026-01-31T08:00:00.000Z' },
};

function evaluate(expression: string): Json {
  const compiled = compileExpression(expression, scope);
  if (!compiled.ok) throw new Error(`${expression}: ${compiled.error.message}`);
  const result = compiled.value.evaluate(values);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('the page on expressions', () => {
  it('shows a workflow that is valid', () => {
    expect(validator.validate(JSON.parse(source), apiContext).result.hasErrors).toBe(false);
  });

  it('lists every name that its workflow can read, with its type', () => {
    const names = Object.entries(scope).flatMap(([name, type]) => namesIn(type, name));
    expect(rowsOf('name', 'type', 'what it is').map(([name, type]) => [name, type])).toEqual(names);
  });

  it('lists the names that there are only inside of a map', () => {
    const around = { seesOuter: true, isNumbered: true, names: scope, item: 'dyn' } as const;
    const inside = rootsOf(workflow, around).filter((name) => !roots.includes(name));
    const start = { id: 'start', type: 'start' };
    const graph = { nodes: [start], edges: [], outputs: outputsOf(inside) };
    const each = { id: 'each', type: 'map', config: { items: 'input.tags', graph } };
    const { nested } = compiled({
      ...workflow,
      nodes: [start, each],
      edges: [{ source: 'start', target: 'each' }],
      outputs: {},
    });
    const types = [...nested.values()].map(typesOf).flatMap(Object.entries);
    const rows = rowsOf('inside a map over `input.tags`', 'type', 'what it is');
    expect(rows.map(([name, type]) => [name, type])).toEqual(
      types.flatMap(([name, type]) => namesIn(type, name)),
    );
  });

  it('shows every function in an example that is true', () => {
    const rows = rowsOf('function', 'example', 'gives');
    for (const [, example = '', gives = ''] of rows) {
      expect(evaluate(example), example).toEqual(JSON.parse(gives));
    }
    const shown = rows.map(([name]) => name).sort();
    for (const [name = '', example = ''] of rows) expect(example).toContain(`${name}(`);
    const { signatures } = createCelEnvironment();
    // Of the optional values and local variables of cel-js, which are not enabled.
    const refused = ['bind', 'hasValue', 'value', 'none', 'of', 'or', 'orValue'];
    const known = new Set([...signatures.keys()].map(publicName));
    expect(shown).toEqual([...known].filter((name) => !refused.includes(name)).sort());
  });

  it('shows what texts become', () => {
    for (const [text = '', rendered = ''] of rowsOf('text', 'becomes')) {
      const compiled = compileTemplate(text, scope);
      expect(compiled.ok && compiled.value.render(values)).toEqual({ ok: true, value: rendered });
    }
  });

  it('lists every limit', () => {
    const rows = rowsOf('limit', 'at most', 'of what');
    expect(rows.map(([name, most]) => [name, most?.replaceAll(',', '')])).toEqual(
      Object.entries(expressionLimits).map(([name, most]) => [name, String(most)]),
    );
  });

  it('lists as missing only what is refused', () => {
    const rows = rowsOf('not there', 'because');
    expect(rows.length).toBeGreaterThan(5);
    for (const [expression = ''] of rows) {
      const compiled = compileExpression(expression, scope);
      expect(compiled.ok && compiled.value.evaluate(values).ok, expression).toBe(false);
    }
  });
});
