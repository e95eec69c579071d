import type { Definition, DefinitionVersion, VersionSummary } from '../../runtime/ports/definition-store.ts';
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
  return { ...summaryOf(row), graph: row.graph };
}

export const summaryFields = ['definitionId', 'version', 'hash', 'changelog', 'createdAt'] as const;

export function summaryOf(row: Pick<DefinitionVersionRow, (typeof summaryFields)[number]>): VersionSummary {
  const { definitionId, version, hash, changelog, createdAt } = row;
  return { definitionId, version, hash, changelog, createdAt: createdAt.getTime() };
}
