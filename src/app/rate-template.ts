import { z } from 'zod';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import type { AppPorts } from './app-ports.ts';
import { readInput } from './read-input.ts';
import { templateNotFound } from './template-errors.ts';
import type { Viewer } from './viewer.ts';

const schema = z.object({ rating: z.int().min(1).max(5) });

/** Rates a template that one may see; rating it again changes one's rating. */
export async function rateTemplate(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  { templateId, rating }: { readonly templateId: string; readonly rating: number },
): Promise<StoredTemplate> {
  readInput(schema, { rating }, 'template');
  const rated = await templates.rate(ownerId, templateId, rating);
  if (rated === null) throw templateNotFound(templateId);
  return rated;
}
