import { convertLegacyWorkflow } from '../../graph/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
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
    draft: readableDraft(row.draft),
    revision: row.revision,
    publishedVersion: row.publishedVersion,
    templateId: row.templateId,
    archivedAt: row.archivedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

/** What migrations leave of the former system: as it was, until somebody changes it. */
const legacyFormatVersion = 0;

/** The document that an import would make of a legacy draft; it is validated like any other where it is used. */
export function readableDraft(draft: JsonObject): JsonObject {
  const { formatVersion, ...legacy } = draft;
  if (formatVersion !== legacyFormatVersion) return draft;
  const converted = convertLegacyWorkflow(legacy);
  return converted.ok ? converted.value.graph : draft;
}

export function versionOf(row: DefinitionVersionRow): DefinitionVersion {
  return { ...summaryOf(row), graph: row.graph };
}

export const summaryFields = ['definitionId', 'version', 'hash', 'changelog', 'createdAt'] as const;

export function summaryOf(row: Pick<DefinitionVersionRow, (typeof summaryFields)[number]>): VersionSummary {
  const { definitionId, version, hash, changelog, createdAt } = row;
  return { definitionId, version, hash, changelog, createdAt: createdAt.getTime() };
}
