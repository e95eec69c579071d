import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/** What a text of pg-boss is prepared as. It says nothing but with parameters, so there are few. */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `pgboss:${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
  names.set(text, name);
  return name;
}
