import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtInTemplates } from '../../src/templates/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/templates.md'), 'utf8');

it('docs/templates.md lists every built-in template, with its category and its description', () => {
  const rows = builtInTemplates.map(
    ({ name, category, description }) => `| ${name} | \`${category}\` | ${description} |`,
  );
  const table = page.slice(page.indexOf('| template |'), page.indexOf('```graphql'));
  expect(table.split('\n').filter((line) => line.startsWith('| '))).toEqual([
    '| template | category | what it is for |',
    ...rows,
  ]);
});
