import { withoutComments } from './architecture-rules.ts';
import { importsOf, type SourceFile } from './imports.ts';

/**
 * Code that may ask which kind a node is: `expression`, whose `map` is one of CEL, and `legacy`, which reads
 * the vocabulary of another system.
 */
const exempt = /^src\/(expression|graph\/legacy)\//;

/**
 * Where shared code asks which kind a node is, as sentences; none: an empty list. A kind declares what shared code
 * needs to know of it, so a new one changes no line elsewhere.
 */
export function kindViolations(files: readonly SourceFile[], kinds: readonly string[]): readonly string[] {
  const name = `['"\`](${kinds.join('|')})['"\`]`;
  const folders = kinds.map((kind) => `src/nodes/${kind}/`);
  const questions = [
    new RegExp(`[=!]==?\\s*${name}`, 'g'),
    new RegExp(`${name}\\s*[=!]==?`, 'g'),
    new RegExp(`\\bcase\\s+${name}\\s*:`, 'g'),
    new RegExp(`\\.(?:includes|has|startsWith|get)\\(\\s*${name}\\s*\\)`, 'g'),
    new RegExp(`\\[[^[\\]]*${name}[^[\\]]*\\]\\s*\\.(?:includes|some|indexOf)\\(`, 'g'),
    new RegExp(`new (?:Set|Map)\\(\\[+[^\\]]*${name}`, 'g'),
  ];
  return files
    .filter(({ path }) => path.startsWith('src/') && !exempt.test(path))
    .flatMap((file) => [
      ...questions.flatMap((question) =>
        [...withoutComments(file.text).matchAll(question)].map(
          ([text]) => `${file.path} asks for a kind: ${text}`,
        ),
      ),
      ...reaches(file, folders),
    ]);
}

/**
 * Declarations are named in one list: whoever else imports one can ask for its type. And one kind knows nothing of
 * another.
 */
function reaches(file: SourceFile, folders: readonly string[]): readonly string[] {
  const own = folders.find((folder) => file.path.startsWith(folder));
  const isOfOther = (to: string) =>
    own !== undefined && folders.some((one) => one !== own && to.startsWith(one));
  const isDeclaration = (to: string) =>
    /^src\/nodes\/[^/]+\/[^/]+-kind\.ts$/.test(to) && file.path !== 'src/nodes/kinds.ts';
  return importsOf(file).flatMap(({ to }) =>
    isOfOther(to) || isDeclaration(to) ? [`${file.path} imports ${to}`] : [],
  );
}
