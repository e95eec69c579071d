import type { Definition, DefinitionVersion } from '../../runtime/ports/definition-store.ts';
import type { DefinitionRow } from '../entities/definition-entity.ts';
import type { DefinitionVersionRow } from '../entities/definition-version-entity.ts';

export function definitionOf(row: DefinitionRow): Definition {
  return {
    id: row.id,
    ownerId: row.ownerId,
    name: row.name,
    description: row.description,
    tags: row.tags ?? [],
    isPublic: row.isPublic,
    draft: row.draft,
    revision: row.revision,
    publishedVersion: row.publishedVersion,
    templateId: row.templateId,
    archivedAt: row.archivedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

export function versionOf(row: DefinitionVersionRow): DefinitionVersion {
  const { definitionId, version, graph, hash, changelog, createdAt } = row;
  return { definitionId, version, graph, hash, changelog, createdAt: createdAt.getTime() };
}
