import type { NodeUses } from '../node-uses.ts';
import type { HttpConfig } from './http-config.ts';

/** The headers whose values stand in the configuration as they are sent. */
export function literalHeaders({ headers }: HttpConfig): NodeUses['headers'] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && !value.includes('{{') ? [{ name, text: value, at: `headers.${name}` }] : [],
  );
}
