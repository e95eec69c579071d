import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomDocument } from '../graph/random-document.ts';
import { apiContext } from '../support/validation-context.ts';
import { validator } from '../support/validator.ts';
import { expectAnswer } from './answer.ts';
import { arrivedJson, garbage, mutated } from './mutated.ts';
import { soundDocument } from './sound-document.ts';

const numRuns = Number(process.env.CHATTER_PROPERTY_RUNS ?? 1000);
/** A thousand documents take seconds, and a busy machine its time. */
const timeout = 180_000;

const start = { id: 'start', type: 'start' };
const layersOf = (document: unknown) => [
  ...new Set(
    validator.validate(document, apiContext).result.issues.map(({ layer, code }) => `${layer}: ${code}`),
  ),
];

/** One fault for every layer; later parts take the earlier ones away. */
const faulty = {
  nodes: [
    { ...start, lable: 'Start' },
    { id: 'wait', type: 'delay', config: { durationMs: -1 } },
  ],
  edges: [{ source: 'start', target: 'wiat' }],
  outputs: { topic: 'inptu.topic' },
};
const soundSchema = { ...faulty, nodes: [start, { id: 'wait', type: 'delay', config: { durationMs: -1 } }] };
const soundConfigs = { ...faulty, nodes: [start, { id: 'wait', type: 'delay' }] };
const soundStructure = { ...soundConfigs, edges: [{ source: 'start', target: 'wait' }] };

describe('the validator', () => {
  it('gives the graph and no issues for a sound document', () => {
    const { graph, issues } = expectAnswer({ ...soundStructure, outputs: { topic: 'input.topic' } });
    expect(issues).toEqual([]);
    expect(graph?.nodes.map(({ id }) => id)).toEqual(['start', 'wait']);
  });

  it('goes on to the next layer only when the one before has no errors', () => {
    expect([faulty, soundSchema, soundConfigs, soundStructure].map(layersOf)).toEqual([
      ['schema: document/unknown-key'],
      ['schema: node/config-invalid'],
      ['structure: edge/unknown-target'],
      ['structure: expression/invalid'],
    ]);
  });

  it('gives the graph where there are only warnings', () => {
    const nodes = [start, { id: 'wait', type: 'delay', cancelOthers: true }];
    const { graph, issues } = expectAnswer({ ...soundStructure, nodes, outputs: {} });
    expect(graph).not.toBeNull();
    expect(issues).toMatchObject([{ code: 'node/cancels-nothing', severity: 'warning' }]);
  });

  it('names the warnings beside the errors of a later layer', () => {
    const nodes = [start, { id: 'wait', type: 'delay', cancelOthers: true }];
    expect(layersOf({ ...soundStructure, nodes })).toEqual([
      'structure: expression/invalid',
      'structure: node/cancels-nothing',
    ]);
  });

  it('lists errors before warnings where there are too many issues', () => {
    const edges = Array.from({ length: 300 }, () => ({ source: 'start', target: 'wait' }));
    const document = { ...soundStructure, edges: [...edges, { source: 'start', target: 'b' }] };
    const { result } = validator.validate(document, apiContext);
    const { issues } = result.toApiResponse();
    expect(result.issues).toHaveLength(300);
    expect(issues).toHaveLength(201);
    expect(issues[0]).toMatchObject({ code: 'edge/unknown-target' });
    expect(issues.at(-1)).toMatchObject({ code: 'document/more-issues' });
  });
});

describe('whatever it is given, the validator answers and never throws:', { timeout }, () => {
  it('garbage of any kind', () => {
    fc.assert(fc.property(garbage, expectNothingThrown), { numRuns });
  });

  it('any JSON text', () => {
    const text = arrivedJson.map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(text, (json) => expectNothingThrown(JSON.parse(json))),
      { numRuns },
    );
  });

  it('documents of any structure', () => {
    fc.assert(fc.property(randomDocument, expectNothingThrown), { numRuns });
  });

  it('documents of any structure with anything anywhere in them', () => {
    fc.assert(fc.property(mutated(randomDocument, garbage), expectNothingThrown), { numRuns });
  });

  it('valid documents, which it takes', () => {
    fc.assert(
      fc.property(soundDocument, (document) => {
        const { issues } = expectAnswer(document);
        const hints = ['variable/unused', 'port/leads-nowhere'];
        expect(issues.filter(({ code }) => !hints.includes(code))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('valid documents with anything anywhere in them', () => {
    fc.assert(fc.property(mutated(soundDocument, garbage), expectNothingThrown), { numRuns });
    fc.assert(fc.property(mutated(soundDocument, arrivedJson), expectNothingThrown), { numRuns });
  });

  it('valid documents with parts of others in the wrong place', () => {
    const parts = soundDocument.chain((document) =>
      fc.constantFrom<unknown>(document, ...Object.values(document), ...[document.nodes].flat()),
    );
    fc.assert(fc.property(mutated(soundDocument, parts), expectNothingThrown), { numRuns });
  });
});

function expectNothingThrown(document: unknown): void {
  expectAnswer(document);
}
