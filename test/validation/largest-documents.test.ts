import { describe, expect, it } from 'vitest';
import { ValidationResult } from '../../src/validation/index.ts';
import { expectAnswer } from './answer.ts';
import { documentOf } from './kinds.ts';

const ids = Array.from({ length: 999 }, (_, index) => `n${index}`);
const nodes = ['start', ...ids.map((id) => `${id}:delay`)];
const first = ['start.out -> n0'];
const chain = ids.slice(1).map((id, index) => `n${index}.out -> ${id}`);
const back = (source: string, target: string) => ({ source, target, condition: 'true' });

describe('graphs of the greatest size are answered:', () => {
  it.each([
    ['loops a thousand deep', ids.toReversed().map((target) => back('n998', target))],
    ['a loop between every two neighbours', ids.slice(1).map((id, index) => back(id, `n${index}`))],
    ['thousands of edges back', ids.flatMap((id) => [0, 1, 2].map((target) => back(id, `n${target}`)))],
    [
      'every node leading forward to many',
      ids.flatMap((source, index) =>
        [3, 5, 7, 9].map((far) => ({ source, target: ids[index + far] ?? 'n998' })),
      ),
    ],
    [
      'cycles with two entries everywhere',
      ids
        .slice(2)
        .map((id, index) => ({ source: id, target: `n${index + 1}`, sourcePort: 'error' }))
        .concat(ids.map((target) => ({ source: 'start', target, sourcePort: 'out' }))),
    ],
  ])('%s', (_, edges) => {
    expectAnswer(documentOf(nodes, [...first, ...chain, ...edges]));
  });

  it('a thousand misspelt names that are compared with a thousand others', () => {
    const edges = ids.flatMap((id) => [1, 2, 3].map((end) => ({ source: id, target: `${id}_${end}x` })));
    expectAnswer(documentOf(nodes, [...first, ...chain, ...edges]));
  });
});

/** What the author of a document chooses must not multiply: neither the length of the answer nor its time. */
describe('documents of the greatest length are answered shortly:', { timeout: 10_000 }, () => {
  const longKey = 'k'.repeat(500_000);
  const entries = <T>(count: number, entry: (index: number) => readonly [string, T]) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));

  it.each<[string, () => object]>([
    [
      'a long key above thousands of faults in a schema',
      () => {
        const properties = entries(20_000, (index) => [`p${index}`, { type: 7 }]);
        return { ...documentOf(['start'], []), inputs: { properties: { [longKey]: { properties } } } };
      },
    ],
    [
      'thousands of misspelt variables beside thousands of others',
      () => ({
        ...documentOf(['start'], []),
        variables: entries(20_000, (index) => [`var_${index}`, 1]),
        outputs: entries(20_000, (index) => [`k${index}`, `vars.vra_${index}`]),
      }),
    ],
    [
      'thousands of misspelt nodes beside a thousand others',
      () => ({
        ...documentOf(nodes, [...first, ...chain]),
        outputs: entries(12_000, (index) => [`k${index}`, `nodes.node_${index}`]),
      }),
    ],
    [
      'an unknown setting with a long name',
      () => documentOf(['start', { id: 'a', type: 'delay', config: { [longKey]: 1 } }], ['start.out -> a']),
    ],
    [
      'a long key above thousands of expressions, one of them wrong',
      () => {
        const inside = { ...entries(20_000, (index) => [`a${index}`, '{{ 1 }}']), wrong: '{{ unknown }}' };
        const config = { name: 'kept', value: { [longKey]: inside } };
        return documentOf(['start', { id: 'a', type: 'variable', config }], ['start.out -> a']);
      },
    ],
    [
      'a long key above thousands of secrets',
      () => {
        const inside = entries(10_000, (index) => [`a${index}`, 'sk-4f9a8b7c6d5e4f3a2b1c0d']);
        return { ...documentOf(['start'], []), metadata: { [longKey]: inside } };
      },
    ],
    [
      'thousands of headers, one of them twice',
      () => {
        const headers = { ...entries(75_000, (index) => [`x${index}`, '']), X0: '' };
        const config = { url: 'https://example.com', headers };
        return documentOf(['start', { id: 'a', type: 'http_request', config }], ['start.out -> a']);
      },
    ],
    [
      'thousands of inputs that a sub-workflow does not take beside thousands that it does',
      () => {
        const inputs = {
          properties: entries(20_000, (index) => [`a${index}`, {}]),
          additionalProperties: false,
        };
        const config = {
          graph: { nodes: [{ id: 'start', type: 'start' }], inputs },
          input: entries(20_000, (index) => [`b${index}`, '1']),
        };
        return documentOf(['start', { id: 'a', type: 'subworkflow', config }], ['start.out -> a']);
      },
    ],
    [
      'thousands of inputs that a sub-workflow requires beside thousands that it does not declare',
      () => {
        const inputs = { required: Array.from({ length: 28_000 }, (_, index) => `some_a${index}`) };
        const config = {
          graph: { nodes: [{ id: 'start', type: 'start' }], inputs },
          input: entries(28_000, (index) => [`some_b${index}`, '1']),
        };
        return documentOf(['start', { id: 'a', type: 'subworkflow', config }], ['start.out -> a']);
      },
    ],
    [
      'thousands of misspelt settings',
      () => {
        const config = entries(60_000, (index) => [`proms${index}`, 1]);
        return documentOf(['start', { id: 'a', type: 'model', config }], ['start.out -> a']);
      },
    ],
    [
      'thousands of wrong values in one configuration',
      () => {
        const outputs = entries(60_000, (index) => [`k${index}`, 7]);
        return documentOf(['start', { id: 'a', type: 'transform', config: { outputs } }], ['start.out -> a']);
      },
    ],
  ])('%s', (_, document) => {
    const { issues } = expectAnswer(document());
    expect(issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(new ValidationResult(issues).toApiResponse()).length).toBeLessThan(500_000);
  });
});
