import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCodes } from '../../src/graph/index.ts';
import { errorCodes } from '../../src/kernel/index.ts';
import { parameterIssueCodes } from '../../src/templates/index.ts';
import { withoutComments } from '../support/architecture-rules.ts';
import { type SourceFile, sourceFiles } from '../support/imports.ts';
import { filesBelow } from './files-below.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/errors');
const tables = [errorCodes, issueCodes, parameterIssueCodes];
const codes = [...new Set(tables.flatMap((table) => Object.keys(table)))].sort();

/** Literals of the same shape that are something else. */
const mediaType = /^(application|audio|image|multipart|text|video)\//;

/** Literals shaped as a code with a slash, of this file, that are in no table. */
function unknownCodes({ path, text }: SourceFile): readonly string[] {
  const code = withoutComments(text).replaceAll(/^(?:import|export)\b[^;]*\bfrom\s+'[^']*'/gm, '');
  const literals = [...code.matchAll(/(['"`])([a-z]+(?:-[a-z]+)*\/[a-z]+(?:-[a-z]+)*)\1/g)];
  return literals
    .map(([, , literal = '']) => literal)
    .filter((literal) => !codes.includes(literal) && !mediaType.test(literal))
    .map((literal) => `${path}: ${literal}`);
}

describe('the pages on errors', () => {
  it('are one for each code, and no others', () => {
    const pages = filesBelow(folder).filter((path) => path !== 'README.md');
    expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`).sort());
  });

  it.each(codes)('%s says what it means, when it comes, with an example, and what to do', (code) => {
    const lines = readFileSync(join(folder, `${code}.md`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe(`# \`${code}\``);
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.length).toBeLessThanOrEqual(20);
    const parts = [/^[^*>#\s]/, /^\*\*When it comes\.\*\* \S/, /^> \S/, /^\*\*What to do\.\*\* \S/];
    const found = parts.map((part) => lines.findIndex((line) => part.test(line)));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((left, right) => left - right));
  });

  it.each(
    Object.entries(issueCodes),
  )('%s names the layer of the issue, and says if it is only a warning', (code, issue) => {
    const page = readFileSync(join(folder, `${code}.md`), 'utf8').replaceAll(/\s+/g, ' ');
    expect(page).toContain(`in the layer \`${issue.layer}\``);
    expect(page.includes('It is a warning')).toBe(issue.severity === 'warning');
  });

  it('are listed in the index, each with its meaning, in the order of their names', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    const listed = index.split('\n').filter((line) => line.startsWith('| ['));
    const rows = tables.flatMap((table) =>
      Object.entries(table)
        .map(([code, entry]) => `| [\`${code}\`](${code}.md) | ${meaningOf(entry)} |`)
        .sort(),
    );
    expect(listed).toEqual(rows);
  });

  it('lead only to what is there', () => {
    const broken = filesBelow(folder).flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
      return targets.filter((target) => !existsSync(join(folder, dirname(path), target)));
    });
    expect(broken).toEqual([]);
  });
});

function meaningOf(entry: string | { readonly meaning: string }): string {
  return typeof entry === 'string' ? entry : entry.meaning;
}

describe('the tables of codes', () => {
  const files = [...sourceFiles(root, 'src'), ...sourceFiles(root, 'migrations')];

  it('have every code that is thrown or recorded anywhere', () => {
    expect(files.flatMap(unknownCodes)).toEqual([]);
  });

  it.each([
    "throw new AppError('order/lost', message);",
    "this.addSql(`jsonb_build_object('code', 'order/lost')`);",
    'const error = { code: "order/lost", message };',
  ])('are found to miss one: %s', (text) => {
    expect(unknownCodes({ path: 'src/app/planted.ts', text })).toEqual(['src/app/planted.ts: order/lost']);
  });

  it('have no code that nothing uses', () => {
    const holders = /error-codes\.ts$|issue-codes\.ts$|parameter-issue\.ts$|error-of-code\.ts$/;
    const text = files.filter(({ path }) => !holders.test(path)).map((file) => withoutComments(file.text));
    const used = text.join('\n');
    expect(codes.filter((code) => !used.includes(`'${code}'`))).toEqual([]);
  });
});
