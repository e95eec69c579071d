import { err, ok, type Result } from '../kernel/index.ts';
import type { IssueAt } from './issue.ts';
import { tokenAt } from './source-token.ts';

/** A piece of a template: text that stays as it is, or the source of an expression that starts at `offset`. */
export type TemplatePart =
  | { readonly kind: 'literal'; readonly offset: number; readonly text: string }
  | { readonly kind: 'expression'; readonly offset: number; readonly source: string };

/** Splits a text at its `{{ }}`. Braces inside of CEL strings and map literals do not end an expression. */
export function scanTemplate(text: string): Result<readonly TemplatePart[], IssueAt> {
  const parts: TemplatePart[] = [];
  let literal = '';
  let position = 0;
  while (position < text.length) {
    const opening = text.indexOf('{{', position);
    if (opening < 0) break;
    if (text[opening - 1] === '\\') {
      literal += `${text.slice(position, opening - 1)}{{`;
      position = opening + 2;
      continue;
    }
    const closing = expressionEnd(text, opening + 2);
    if (closing === undefined) return err({ offset: opening, message: 'This "{{" has no "}}".' });
    literal += text.slice(position, opening);
    if (literal !== '') parts.push({ kind: 'literal', offset: position, text: literal });
    literal = '';
    parts.push({ kind: 'expression', offset: opening + 2, source: text.slice(opening + 2, closing) });
    position = closing + 2;
  }
  literal += text.slice(position);
  if (literal !== '' || parts.length === 0) parts.push({ kind: 'literal', offset: position, text: literal });
  return ok(parts);
}

function expressionEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let position = start; position < text.length; ) {
    const token = tokenAt(text, position);
    if (text[position] === '{') depth += 1;
    if (text[position] === '}') {
      if (depth === 0 && text[position + 1] === '}') return position;
      depth = Math.max(0, depth - 1);
    }
    // A comment would hide the braces that end it, so inside of templates `//` hides nothing.
    position = token.kind === 'comment' ? position + 2 : token.end;
  }
  return undefined;
}
