import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

interface Release {
  /** Its `schema.graphql`. */
  readonly before: string;
  /** The present one. */
  readonly after: string;
  /** CHANGELOG.md. */
  readonly changelog: string;
}

/**
 * The changes that break clients of the last release and that no line under **Breaking** of the CHANGELOG's unreleased
 * part names by their place, such as `Query.workflowExecution`.
 */
export async function undeclaredBreakingChanges({
  before,
  after,
  changelog,
}: Release): Promise<readonly string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  const declared = breakingPart(changelog);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path }) => path === undefined || !declared.includes(`\`${path}\``))
    .map(({ message }) => message);
}

function breakingPart(changelog: string): string {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  return /\*\*Breaking\*\*([\s\S]*)/.exec(unreleased)?.[1] ?? '';
}
