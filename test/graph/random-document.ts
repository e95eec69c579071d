import fc from 'fast-check';
import type { JsonObject } from '../../src/kernel/index.ts';

const key = fc.constantFrom('a', 'b', 'type', 'é', '😀', '', ' ', 'a.b');

/** Text that can be stored. */
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((one) => !one.includes('\0'));

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
);

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3 }),
  ),
}));

const jsonObject = fc.dictionary(key, json, { maxKeys: 3 });
const nodeId = fc.constantFrom('start', 'a', 'b', 'c', 'd', 'e', '_f-1');

const node = fc.record(
  {
    id: nodeId,
    type: fc.constantFrom('start', 'step', 'conditional', 'loop', 'end', 'note', 'strange'),
    config: jsonObject,
    label: text,
    join: fc.constantFrom('all', 'any'),
    cancelOthers: fc.boolean(),
    enabled: fc.boolean(),
    timeoutMs: fc.integer({ min: 1, max: 1000 }),
    retry: fc.record(
      { maxAttempts: fc.integer({ min: 1, max: 20 }), jitter: fc.boolean() },
      { requiredKeys: [] },
    ),
    position: fc.record({ x: number, y: number }),
  },
  { requiredKeys: ['id', 'type'] },
);

const edge = fc.record(
  {
    id: fc.constantFrom('e0', 'e1', 'e2', 'other', '😀'),
    source: nodeId,
    sourcePort: fc.constantFrom('out', 'error', 'true', 'false', 'body', 'done', 'odd'),
    target: nodeId,
    condition: text,
    label: text,
  },
  { requiredKeys: ['source', 'target'] },
);

/** Documents that satisfy the schema. Their structure is seldom sound. */
export const randomDocument: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      formatVersion: fc.constant(1),
      name: text,
      description: text,
      inputs: jsonObject,
      outputs: fc.dictionary(key, text, { maxKeys: 3 }),
      variables: jsonObject,
      nodes: fc.array(node, { maxLength: 8 }),
      edges: fc.array(edge, { maxLength: 12 }),
      limits: fc.record({ maxIterations: fc.nat(100), maxCostUsd: fc.constant('0.5') }, { requiredKeys: [] }),
      metadata: jsonObject,
    },
    { requiredKeys: ['nodes'] },
  )
  .map((document): JsonObject => JSON.parse(JSON.stringify(document)));
