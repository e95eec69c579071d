import type { PlacedText } from '../node-uses.ts';
import type { HttpConfig } from './http-config.ts';

/** The secrets that a request sends, wherever its configuration names them. */
export function namedSecrets({
  query,
  headers,
  form = {},
  bearer,
  basic,
}: HttpConfig): readonly PlacedText[] {
  const fields = Object.entries({ query, headers, form }).flatMap(([place, values]) =>
    Object.entries(values).map(([name, value]) => [`${place}.${name}`, value] as const),
  );
  return [...fields, ['bearer', bearer] as const, ['basic.password', basic?.password] as const].flatMap(
    ([at, value]) => (typeof value === 'object' ? [{ text: value.secret, at: `${at}.secret` }] : []),
  );
}
