import type { Import, SourceFile } from './imports.ts';
import { importsOf } from './imports.ts';

/** The folders of `src`, each with the folders it may import. Whatever is not listed is forbidden. */
const core = ['kernel', 'expression', 'graph', 'engine', 'nodes'];
const ports = [...core, 'runtime'];
const inner = [...ports, 'tracker', 'templates', 'analytics', 'validation'];

export const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  expression: ['kernel'],
  graph: ['kernel', 'expression'],
  engine: ['kernel', 'expression', 'graph'],
  nodes: ['kernel', 'expression', 'graph', 'engine'],
  validation: core,
  runtime: [...core, 'validation', 'tracker'],
  tracker: core,
  templates: [...core, 'validation'],
  analytics: core,
  app: inner,
  persistence: inner,
  dispatch: ports,
  streaming: ports,
  models: ports,
  http: ports,
  sandbox: ports,
  tools: ports,
  retrieval: ports,
  graphql: [...inner, 'app'],
  server: ['*'],
  cli: ['kernel', 'server'],
};

const pureFolders = ['kernel', 'expression', 'graph', 'engine'];

/** Packages that only some folders may import. */
const packageOwners: readonly { readonly pattern: RegExp; readonly folders: readonly string[] }[] = [
  { pattern: /^@mikro-orm\//, folders: ['persistence'] },
  { pattern: /^pg$/, folders: ['persistence', 'streaming', 'dispatch'] },
  { pattern: /^pg-boss$/, folders: ['dispatch'] },
  { pattern: /^(ai|@ai-sdk\/.*)$/, folders: ['models'] },
  { pattern: /^(ws|graphql-ws|graphql-yoga)(\/|$)/, folders: ['server', 'cli'] },
  { pattern: /^(quickjs-emscripten-core|@jitl\/.*)$/, folders: ['sandbox'] },
  { pattern: /^@pothos\//, folders: ['graphql'] },
];

const forbiddenName =
  /(^|\/)(utils?|helpers?|common|misc|shared|lib|manager|base|types|constants)(\.ts)?(\/|$)/;

/** Everything in which the files depart from the architecture, as sentences; none: an empty list. */
export function violations(files: readonly SourceFile[]): readonly string[] {
  return [
    ...files.flatMap((file) => importsOf(file).flatMap((one) => brokenArrow(one) ?? [])),
    ...files.flatMap((file) => impurities(file)),
    ...files
      .filter((file) => forbiddenName.test(file.path))
      .map((file) => `${file.path}: a drawer, not a name`),
    ...cycles(files),
  ];
}

function folderOf(path: string): string | null {
  const [root, folder, rest] = path.split('/');
  return root === 'src' && folder !== undefined && rest !== undefined ? folder : null;
}

function brokenArrow(one: Import): string | null {
  const from = folderOf(one.from);
  if (from === null) return null;
  const owner = packageOwners.find(({ pattern }) => pattern.test(one.to));
  if (owner && !owner.folders.includes(from)) return `${one.from} imports ${one.to}, which belongs elsewhere`;
  const to = folderOf(one.to);
  if (to === null || to === from) return null;
  const allowed = mayImport[from] ?? [];
  if (!allowed.includes(to) && !allowed.includes('*'))
    return `${one.from} imports ${one.to}: ${from} may not`;
  return null;
}

function impurities(file: SourceFile): readonly string[] {
  const folder = folderOf(file.path);
  const found: string[] = [];
  if (folder !== null && pureFolders.includes(folder)) {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bawait\b|\bsetTimeout\(|'node:/;
    const match = impure.exec(withoutComments(file.text));
    if (match) found.push(`${file.path} uses ${match[0]}: ${folder} is pure`);
  }
  if (folder !== 'server' && /\bprocess\.env\b/.test(withoutComments(file.text))) {
    found.push(`${file.path} reads process.env: only server does`);
  }
  return found;
}

export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** Files that import each other's values in a loop. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap((one) => (one.typeOnly ? [] : [one.to]))]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
