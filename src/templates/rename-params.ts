import { tokensOf } from '../expression/source-token.ts';
import { scanTemplate } from '../expression/template-part.ts';

/** What expressions call the parameters, and the variable that holds them when they run. */
export const parametersName = 'params';
const variable = 'vars.params';

export interface Renamed {
  readonly text: string;
  /** The parameters it names; null stands for all of them, as in `params[input.key]`. */
  readonly names: readonly (string | null)[];
}

/**
 * The expression with every `params` replaced by the variable that holds the parameters: they reach it as data when
 * it runs, so that no value of a parameter can ever be a part of an expression.
 */
export function renameInExpression(source: string): Renamed {
  const tokens = tokensOf(source).map((token) => ({ ...token, text: source.slice(token.start, token.end) }));
  const code = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const roots = code.flatMap((token, index) => {
    const isName = token.kind === 'identifier' && token.text === parametersName;
    if (!isName || code[index - 1]?.text === '.' || code[index + 1]?.text === '(') return [];
    const [dot, member] = code.slice(index + 1, index + 3);
    const name = dot?.text === '.' && member?.kind === 'identifier' ? member.text : null;
    return [{ start: token.start, name }];
  });
  const starts = new Set(roots.map(({ start }) => start));
  const text = tokens.map((token) => (starts.has(token.start) ? variable : token.text)).join('');
  return { text, names: roots.map(({ name }) => name) };
}

/** The same for each expression of a text with `{{ }}`; one that cannot be read stays as it is. */
export function renameInTemplate(text: string): Renamed {
  const scanned = scanTemplate(text);
  if (!scanned.ok) return { text, names: [] };
  let renamed = '';
  let position = 0;
  const names: (string | null)[] = [];
  for (const part of scanned.value) {
    if (part.kind === 'literal') continue;
    const expression = renameInExpression(part.source);
    renamed += text.slice(position, part.offset) + expression.text;
    position = part.offset + part.source.length;
    names.push(...expression.names);
  }
  return { text: renamed + text.slice(position), names };
}
