import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workflowNodeSchema } from '../../src/graph/workflow-graph.ts';
import { builtInKinds, createRegistry } from '../../src/nodes/index.ts';
import { createValidator } from '../../src/validation/index.ts';
import { commonRow, portRows, settingRows } from './node-reference.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/nodes.md'), 'utf8');
const [, ...sections] = page.split(/^## /m);
const [common = '', ...kindSections] = sections;
const validator = createValidator(createRegistry(builtInKinds));

/** The rows of the tables in a section, their heads left out. */
function rowsOf(section: string): readonly string[] {
  return section.split('\n').filter((line) => line.startsWith('| `'));
}

function sectionOf(type: string): string {
  return kindSections.find((section) => section.startsWith(`\`${type}\`\n`)) ?? '';
}

describe('the page on kinds of node', () => {
  it('has a section for each kind, in the order of the palette, and no others', () => {
    expect(kindSections.map((section) => section.split('\n')[0])).toEqual(
      builtInKinds.map(({ type }) => `\`${type}\``),
    );
  });

  it('names every field that all nodes have, and the setting that all kinds with ports have', () => {
    const named = rowsOf(common).map((row) => row.split('`')[1]);
    expect(named).toEqual([...Object.keys(workflowNodeSchema.shape), 'allowNone'].sort(byPlace(named)));
    const shared = new Set(builtInKinds.filter(({ ports }) => ports.length > 0).map(commonRow));
    expect([...shared]).toEqual([rowsOf(common).at(-1)]);
  });

  it.each(
    builtInKinds.map((kind) => [kind.type, kind] as const),
  )('tells of %s what it is, its ports, and its settings with their defaults', (type, kind) => {
    const section = sectionOf(type);
    expect(section.split('\n')[2]).toBe(kind.description);
    expect(rowsOf(section)).toEqual([...portRows(kind), ...settingRows(kind)]);
    expect(section).toMatch(/^Output: \S/m);
  });

  it.each(builtInKinds.map(({ type }) => type))('shows a workflow with a %s that is valid', (type) => {
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(sectionOf(type)) ?? [];
    const { graph, issues } = validator.validate(JSON.parse(text));
    expect(issues).toEqual([]);
    expect(graph?.nodes.map((node) => node.type)).toContain(type);
  });
});

/** Orders names as a list does; those that are not in it come last. */
function byPlace(names: readonly (string | undefined)[]) {
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return (left: string, right: string) => place(left) - place(right);
}
