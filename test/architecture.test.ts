import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInKinds } from '../src/nodes/index.ts';
import { mayImport, packageOwners, violations } from './support/architecture-rules.ts';
import { nodeDependences } from './support/browser-rules.ts';
import { sourceFiles } from './support/imports.ts';
import { kindViolations } from './support/kind-rules.ts';

const root = join(import.meta.dirname, '..');

describe('architecture', () => {
  it('has no import against the arrows, no impurity in the core, no drawer and no cycle', () => {
    const files = ['src', 'migrations'].flatMap((folder) => sourceFiles(root, folder));
    expect(violations(files)).toEqual([]);
  });

  it.each([
    [
      'an inner folder that imports an outer one',
      'src/engine/x.ts',
      "import { y } from '../nodes/index.ts';",
    ],
    ['a dynamic import against the arrows', 'src/graph/x.ts', "const y = import('../engine/index.ts');"],
    ['a re-export against the arrows', 'src/kernel/x.ts', "export { y } from '../graph/index.ts';"],
    ['a type against the arrows', 'src/engine/x.ts', "import type { Y } from '../nodes/index.ts';"],
    ['a type in place against the arrows', 'src/graph/x.ts', "type Y = import('../nodes/index.ts').Y;"],
    ['all of another folder', 'src/kernel/x.ts', "export * from '../graph/index.ts';"],
    ['an import for its effect', 'src/runtime/x.ts', "import '../persistence/index.ts';"],
    ['several lines of import', 'src/runtime/x.ts', "import {\n  y,\n} from '../app/index.ts';"],
    ['adapters that see each other', 'src/streaming/x.ts', "import { y } from '../persistence/index.ts';"],
    ['an adapter in a use case', 'src/app/x.ts', "import { y } from '../dispatch/index.ts';"],
    ['the program in one of its folders', 'src/server/x.ts', "import '../main.ts';"],
    ['an adapter in the program', 'src/main.ts', "import { y } from './persistence/index.ts';"],
    ['a test in the source', 'src/server/x.ts', "import { y } from '../../test/support/runtime.ts';"],
    ['a benchmark in the source', 'src/cli/x.ts', "import { y } from '../../bench/meter.ts';"],
    ['migrations outside persistence', 'src/server/x.ts', "import { y } from '../../migrations/index.ts';"],
    ['the source in a migration', 'migrations/x.ts', "import { y } from '../src/kernel/index.ts';"],
    ['an import by a name that is computed', 'src/nodes/x.ts', 'const y = await import(path);'],
    [
      'a module that is required',
      'src/nodes/x.ts',
      'const y = createRequire(here); const z = require(name);',
    ],
    ['a date in the pure core', 'src/engine/x.ts', 'export const now = new Date();'],
    ['chance in the pure core', 'src/graph/x.ts', 'export const id = () => crypto.randomUUID();'],
    ['a promise in the pure core', 'src/graph/x.ts', 'export const f = () => Promise.resolve(1);'],
    ['what is async in the pure core', 'src/graph/x.ts', 'export async function f() {}'],
    ['a timer in the pure core', 'src/kernel/x.ts', 'queueMicrotask(() => undefined);'],
    ['a clock after an address', 'src/engine/x.ts', "const a = 'http://x'; const b = Date.now();"],
    ['a Node module in the pure core', 'src/kernel/x.ts', "import { join } from 'node:path';"],
    ['the environment outside server', 'src/app/x.ts', 'export const port = process.env.PORT;'],
    ['the environment by another way', 'src/app/x.ts', 'const { env } = process;'],
    ['the environment by its module', 'src/app/x.ts', "import { env } from 'node:process';"],
    ['a drawer', 'src/app/utils/x.ts', ''],
    ['a file that is a drawer', 'src/app/helpers.ts', ''],
  ])('finds %s', (_, path, text) => {
    expect(violations([{ path, text }])).toHaveLength(1);
  });

  it.each(Object.entries(packageOwners))('finds %s outside of %j', (name, owners) => {
    for (const folder of Object.keys(mayImport)) {
      const text = `import { y } from '${name}/part';`;
      const expected = owners.includes(folder) ? 0 : 1;
      expect(violations([{ path: `src/${folder}/x.ts`, text }])).toHaveLength(expected);
    }
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

  it('is found out where one kind imports from another', () => {
    const text = "import { checkInput } from '../start/check-input.ts';";
    expect(kindViolations([{ path: 'src/nodes/model/x.ts', text }], kinds)).toHaveLength(1);
    expect(kindViolations([{ path: 'src/nodes/x.ts', text: text.replace('..', '.') }], kinds)).toEqual([]);
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
