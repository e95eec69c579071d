import type { FilterQuery } from '@mikro-orm/postgresql';
import type { DefinitionFilter } from '../../runtime/ports/definition-store.ts';
import type { PageRequest } from '../../runtime/ports/page.ts';
import type { DefinitionRow } from '../entities/definition-entity.ts';
import { likePattern } from './like-pattern.ts';
import { pageWhere } from './page-of.ts';
import { isUuid } from './uuid.ts';

/** Those that an owner can read, whatever he looks for. */
export function readableBy(ownerId: string): FilterQuery<DefinitionRow> {
  return { deletedAt: null, $or: [{ ownerId }, { isPublic: true }] };
}

/** Whether the database may be asked: it would refuse to look for what is no id. */
export function isPossibleSource(from: DefinitionFilter['from']): boolean {
  return typeof from === 'string' || isUuid(from.publicOf);
}

/** The rows of a page of a list, in any order. */
export function listWhere(
  ownerId: string,
  { name, text, tag, from, archived }: DefinitionFilter,
  page: PageRequest,
): FilterQuery<DefinitionRow> {
  const conditions: FilterQuery<DefinitionRow>[] = [
    { deletedAt: null, archivedAt: archived ? { $ne: null } : null },
    fromWhere(ownerId, from),
    pageWhere(page),
    ...(name === null ? [] : [{ name: { $ilike: likePattern(name) } }]),
    ...(text === null ? [] : [textWhere(likePattern(text))]),
    ...(tag === null ? [] : [{ tags: { $contains: [tag] } }]),
  ];
  return { $and: conditions };
}

function textWhere(pattern: string): FilterQuery<DefinitionRow> {
  return { $or: [{ name: { $ilike: pattern } }, { description: { $ilike: pattern } }] };
}

/** Of others, only what can be read: something must be published. */
function fromWhere(ownerId: string, from: DefinitionFilter['from']): FilterQuery<DefinitionRow> {
  const published = { isPublic: true, publishedVersion: { $ne: null } } as const;
  switch (from) {
    case 'own':
      return { ownerId };
    case 'public':
      return published;
    case 'any':
      return { $or: [{ ownerId }, published] };
    default:
      return { ...published, ownerId: from.publicOf };
  }
}
