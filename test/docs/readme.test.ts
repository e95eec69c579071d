import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settings } from '../../src/server/config.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('lists every setting with its default and meaning, and no other', () => {
    const rows = Object.entries(settings).map(
      ([name, { preset, meaning }]) =>
        `| \`${name}\` | ${preset === null ? '–' : `\`${preset}\``} | ${meaning} |`,
    );
    expect(readme.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name = '']) => name);
    const builtIn = ['ci', 'cit'];
    expect(named.filter((name) => !builtIn.includes(name) && !(name in scripts))).toEqual([]);
  });
});
