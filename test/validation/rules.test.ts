import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCodes } from '../../src/graph/index.ts';
import { partsRules, situationRules } from '../../src/validation/rules.ts';
import { structureRules } from '../../src/validation/validate-structure.ts';
import { type Pair, pairContext, pairs, pairValidator } from './rule-pairs.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/validation.md'), 'utf8');
const kinds = Object.entries(issueCodes);

/** What is read, compiled or looked up is found by the reader, the compiler and the look-up themselves. */
const withoutRule = [
  'expression/invalid',
  'subworkflow/not-found',
  'subworkflow/recursive',
  'subworkflow/too-deep',
];
const rules = [...structureRules, ...partsRules, ...situationRules];

function issuesIn(document: unknown, { context = pairContext }: Pick<Pair, 'context'>) {
  return pairValidator.validate(document, context).result.issues;
}

describe('every rule', () => {
  it('has a code of its own, and every code of the later layers its rule', () => {
    const codes = kinds.flatMap(([code, { layer }]) => (layer === 'schema' ? [] : [code]));
    const ruled = rules.map(({ code }) => code);
    expect(ruled.toSorted()).toEqual(
      codes.filter((code) => code !== 'document/more-issues' && !withoutRule.includes(code)).toSorted(),
    );
  });

  it.each(Object.entries(pairs))('%s finds the graph that breaks it, and not its near twin', (code, pair) => {
    const found = issuesIn(pair.trips, pair).filter((issue) => issue.code === code);
    const { layer, severity } = kinds.find(([name]) => name === code)?.[1] ?? {};
    expect(found[0]).toMatchObject({ layer, severity });
    expect(issuesIn(pair.passes, pair).map((issue) => issue.code)).not.toContain(code);
  });

  it.each(
    Object.entries(pairs).filter(([code]) => !wholeDocument.includes(code)),
  )('%s says where, and what to do', (code, pair) => {
    for (const { path, message } of issuesIn(pair.trips, pair).filter((issue) => issue.code === code)) {
      expect(path).toMatch(/^(nodes|edges|outputs|variables|limits|metadata|formatVersion|nods)\b/);
      expect(message).toMatch(/: .|,|must|means nothing|at most|deeper than/);
    }
  });
});

/** What is wrong with all of it is at no place in it. */
const wholeDocument = ['document/not-object', 'document/more-issues', 'document/too-large'];

const whereWarned = { storage: 'in an import', execution: 'until it is executed a' } as const;

describe('the page on validation', () => {
  it('lists every code with its layer, its severity and its meaning, and leads to its page', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| [`'));
    expect(rows).toEqual(
      kinds.map(([code, kind]) => {
        const until = 'providable' in kind ? `, ${whereWarned[kind.providable]} warning` : '';
        return `| [\`${code}\`](errors/${code}.md) | ${kind.layer} | ${kind.severity}${until} | ${kind.meaning} |`;
      }),
    );
  });
});
