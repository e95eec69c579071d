import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInKinds } from '../src/nodes/index.ts';
import { violations } from './support/architecture-rules.ts';
import { nodeDependences } from './support/browser-rules.ts';
import { sourceFiles } from './support/imports.ts';
import { kindViolations } from './support/kind-rules.ts';

const root = join(import.meta.dirname, '..');

describe('architecture', () => {
  it('has no import against the arrows, no impurity in the core, no drawer and no cycle', () => {
    expect(violations(sourceFiles(root, 'src'))).toEqual([]);
  });

  it.each([
    [
      'an inner folder that imports an outer one',
      'src/engine/x.ts',
      "import { y } from '../nodes/index.ts';",
    ],
    ['a dynamic import against the arrows', 'src/graph/x.ts', "const y = import('../engine/index.ts');"],
    ['a re-export against the arrows', 'src/kernel/x.ts', "export { y } from '../graph/index.ts';"],
    ['adapters that see each other', 'src/streaming/x.ts', "import { y } from '../persistence/index.ts';"],
    ['a database in the engine', 'src/engine/x.ts', "import { MikroORM } from '@mikro-orm/core';"],
    ['a model vendor outside models', 'src/nodes/model/x.ts', "import { generateText } from 'ai';"],
    ['a clock in the pure core', 'src/engine/x.ts', 'export const now = () => Date.now();'],
    ['a promise in the pure core', 'src/graph/x.ts', 'export async function f() { await null; }'],
    ['a Node module in the pure core', 'src/kernel/x.ts', "import { join } from 'node:path';"],
    ['the environment outside server', 'src/app/x.ts', 'export const port = process.env.PORT;'],
    ['a drawer', 'src/app/utils/x.ts', ''],
  ])('finds %s', (_, path, text) => {
    expect(violations([{ path, text }])).not.toEqual([]);
  });

  it('finds two files that import values from each other', () => {
    const files = [
      { path: 'src/app/a.ts', text: "import { b } from './b.ts';" },
      { path: 'src/app/b.ts', text: "import { a } from './a.ts';" },
    ];
    expect(violations(files)).toEqual(['import cycle: src/app/a.ts → src/app/b.ts → src/app/a.ts']);
  });

  it('leaves types that refer to each other alone', () => {
    const files = [
      { path: 'src/app/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'src/app/b.ts', text: "import type { A } from './a.ts';" },
    ];
    expect(violations(files)).toEqual([]);
  });

  it('does not take words in comments for code', () => {
    const text = '// await Date.now()\n/* process.env */\nexport const a = 1;';
    expect(violations([{ path: 'src/engine/x.ts', text }])).toEqual([]);
  });
});

describe('shared code', () => {
  const kinds = builtInKinds.map(({ type }) => type);

  it('never asks which kind a node is: a kind declares what others need to know of it', () => {
    expect(kindViolations(sourceFiles(root, 'src'), kinds)).toEqual([]);
  });

  it.each([
    ['a comparison', "if (node.type === 'loop') enter();"],
    ['a comparison the other way round', "const isModel = 'model' !== type;"],
    ['a switch', "switch (node.type) { case 'map': return open(); }"],
    ['a list of kinds', "const waits = ['delay', 'approval'].includes(type);"],
    ['a set of kinds', "const pure = new Set(['start', 'end']);"],
    ['a question to a set', "if (types.has('error_handler')) handle();"],
    ['the declaration of a kind', "import { mapKind } from '../nodes/map/map-kind.ts';"],
  ])('is found out where it has %s', (_, text) => {
    expect(kindViolations([{ path: 'src/runtime/x.ts', text }], kinds)).toHaveLength(1);
  });
});

describe('the pure core', () => {
  const files = sourceFiles(root, 'src');
  const entries = ['kernel', 'expression', 'graph', 'engine'].map((folder) => `src/${folder}/index.ts`);

  it('runs in a browser: nothing that can be reached from its doors needs Node', () => {
    expect(nodeDependences(root, entries, files)).toEqual([]);
  });

  it.each([
    ['a Node module', "import { createHash } from 'node:crypto';", 'imports node:crypto'],
    ['a Node module by its old name', "import { join } from 'path';", 'imports path'],
    ['a package that needs Node', "import pg from 'pg';", 'node_modules/pg/'],
    ['a global of Node', "export const bytes = Buffer.from('x');", 'uses Buffer'],
  ])('is found out if it reaches %s', (_, text, says) => {
    const planted = { path: 'src/graph/planted.ts', text };
    const door = { path: 'src/graph/index.ts', text: "export * from './planted.ts';" };
    const others = files.filter(({ path }) => path !== door.path);
    const found = nodeDependences(root, [door.path], [...others, planted, door]);
    expect(found.join('\n')).toContain(says);
  });
});
