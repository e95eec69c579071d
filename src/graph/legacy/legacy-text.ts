import { isJsonObject, type Json } from '../../kernel/index.ts';

/**
 * A legacy text as a template that renders it unchanged: the former system wrote no values into texts, so braces were
 * nothing but braces. Backslashes before them would be taken for an escape, so they go inside of an expression.
 */
export function literalTemplate(text: string): string {
  return text.replaceAll(/\\*\{\{/g, (braces) =>
    braces === '{{' ? '\\{{' : `{{ ${JSON.stringify(braces)} }}`,
  );
}

/** The value with every text in it as `literalTemplate`. */
export function literalJson(value: Json): Json {
  if (typeof value === 'string') return literalTemplate(value);
  if (Array.isArray(value)) return value.map((item: Json) => literalJson(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literalJson(item)]));
}
