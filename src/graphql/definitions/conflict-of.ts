import { z } from 'zod';
import type { AppError, Json } from '../../kernel/index.ts';

const json = z.custom<Json>();
const changeSchema = z.object({
  subject: z.enum(['node', 'edge', 'input', 'output', 'variable', 'limit', 'document']),
  id: z.string().nullable(),
  change: z.enum(['added', 'removed', 'changed', 'reordered']),
  path: z.string().nullable(),
  before: json,
  after: json,
  layout: z.boolean(),
  breaking: z.boolean(),
});
const schema = z.object({
  revision: z.int().nullable().catch(null),
  changes: z.array(changeSchema).nullable().catch(null),
});

/** What an error of a draft that has changed says of it; nulls where it is another conflict. */
export function conflictOf({ details }: AppError): z.output<typeof schema> {
  return schema.parse(details);
}
