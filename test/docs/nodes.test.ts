import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workflowNodeSchema } from '../../src/graph/workflow-graph.ts';
import { builtInKinds } from '../../src/nodes/index.ts';
import { commonRow, handWritten, nodePage } from '../../src/nodes/node-page.ts';
import { apiContext } from '../support/validation-context.ts';
import { validator } from '../support/validator.ts';

const folder = join(import.meta.dirname, '../../docs/nodes');
const pageOf = (name: string) => readFileSync(join(folder, `${name}.md`), 'utf8');
const types = builtInKinds.map(({ type }) => type);

describe('the pages on kinds of node', () => {
  it('are one for each kind, and the overview links them in the order of the palette', () => {
    const pages = readdirSync(folder).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(types.map((type) => `${type}.md`).sort());
    const linked = [...pageOf('README').matchAll(/\[`(\w+)`\]\((\w+)\.md\)/g)].map(([, name]) => name);
    expect(linked).toEqual(types);
  });

  it('name every field that all nodes have, and the setting that all kinds with ports have', () => {
    const [, common = ''] = pageOf('README').split(/^## /m);
    const rows = common.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.map((row) => row.split('`')[1]);
    expect(named).toEqual([...Object.keys(workflowNodeSchema.shape), 'allowNone'].sort(byPlace(named)));
    const shared = new Set(builtInKinds.filter(({ ports }) => ports.length > 0).map(commonRow));
    expect([...shared]).toEqual([rows.at(-1)]);
  });

  it.each(
    builtInKinds.map((kind) => [kind.type, kind] as const),
  )('say of %s what its declaration says (npm run node-pages writes that), and what it gives', (type, kind) => {
    const [above, below = ''] = pageOf(type).split(handWritten);
    expect(`${above}${handWritten}`).toBe(nodePage(kind));
    expect(below).toMatch(/^Output: \S/m);
  });

  it.each(types)('show a workflow with a %s that is valid', (type) => {
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(pageOf(type)) ?? [];
    const { graph, result } = validator.validate(JSON.parse(text), apiContext);
    expect(result.issues).toEqual([]);
    expect(graph?.nodes.map((node) => node.type)).toContain(type);
  });
});

/** Orders names as a list does; those that are not in it come last. */
function byPlace(names: readonly (string | undefined)[]) {
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return (left: string, right: string) => place(left) - place(right);
}
