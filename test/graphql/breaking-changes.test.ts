import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { undeclaredBreakingChanges } from './breaking-changes.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What git says; null where there is no repository, or it has no answer. */
function git(...words: readonly string[]): string | null {
  try {
    return execFileSync('git', words, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

const before = 'type Query { old(id: ID!): String  kept: Int }';
const changelog =
  '# Changelog\n\n## Unreleased\n\n- More.\n\n## 1.0.0\n\n**Breaking**\n\n- `Query.old` is gone.\n';

describe('the check for breaking changes', () => {
  it('finds a field that is gone, and an argument that is now required', async () => {
    const after = 'type Query { kept(since: Int!): Int }';
    expect(await undeclaredBreakingChanges({ before, after, changelog })).toHaveLength(2);
  });

  it('takes what is declared as breaking in the unreleased part of the CHANGELOG', async () => {
    const after = 'type Query { kept: Int }';
    const declared = changelog.replace('- More.', '- More.\n\n**Breaking**\n\n- `Query.old` is gone.');
    expect(await undeclaredBreakingChanges({ before, after, changelog })).toHaveLength(1);
    expect(await undeclaredBreakingChanges({ before, after, changelog: declared })).toEqual([]);
  });

  it('lets additions pass', async () => {
    const after = 'type Query { old(id: ID!, more: Int): String  kept: Int  new: Int }';
    expect(await undeclaredBreakingChanges({ before, after, changelog })).toEqual([]);
  });
});

describe('the schema', () => {
  const tag = git('describe', '--tags', '--abbrev=0');
  const released = tag === null ? null : git('show', `${tag}:schema.graphql`);

  it.skipIf(released !== null)('has no release yet that its clients could have been built for', () => {
    expect(released).toBeNull();
  });

  it.skipIf(released === null)(`breaks no client of ${tag} without saying so`, async () => {
    const release = {
      before: released ?? '',
      after: read('schema.graphql'),
      changelog: read('CHANGELOG.md'),
    };
    expect(await undeclaredBreakingChanges(release)).toEqual([]);
  });
});
