import { describe, expect, it } from 'vitest';
import { expectAnswer } from './answer.ts';
import { refusal, start } from './refusal.ts';

interface Node {
  readonly id: string;
  readonly type: string;
  readonly config?: object;
}

const sequence = (nodes: readonly Node[], more: object = {}) => ({
  nodes: [start, ...nodes],
  edges: nodes.map(({ id }, index) => ({ source: nodes[index - 1]?.id ?? 'start', target: id })),
  ...more,
});
const transform = (id: string, outputs: object) => ({ id, type: 'transform', config: { outputs } });
const map = (id: string, items: string, graph: object, more: object = {}) => ({
  id,
  type: 'map',
  config: { items, graph, ...more },
});
/** A graph in which only this expression can be wrong. */
const reading = (nodes: readonly Node[], expression: string, more: object = {}) =>
  sequence(nodes, { ...more, outputs: { read: expression } });
const inputs = {
  type: 'object',
  properties: {
    topic: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    orders: {
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'string' }, price: { type: 'number' } } },
    },
  },
};

const made = [
  transform('first', { words: 'input.topic.split(" ")', count: 'size(input.topic)', at: 'timestamp(0)' }),
];
const derived = [...made, transform('second', { half: 'nodes.first.output.count / 2' })];
const inner = sequence([], { outputs: { size: '1' } });
const ended = sequence([{ id: 'end', type: 'end', config: { outputs: { text: '"a"' } } }]);
const sub = (graph: object) => [{ id: 'sub', type: 'subworkflow', config: { graph } }];

/** Around `last`, which leads back; `after` is behind the loop. */
const looped = (config: object, last: Node, after: Node, more: object = {}) => ({
  nodes: [start, { id: 'loop', type: 'loop', config: { maxIterations: 3, ...config } }, last, after],
  edges: [
    { source: 'start', target: 'loop' },
    { source: 'loop', sourcePort: 'done', target: after.id },
    { source: 'loop', sourcePort: 'body', target: last.id },
    { source: last.id, target: 'loop' },
  ],
  inputs,
  ...more,
});

describe('a wrong type is found behind what only an expression tells:', () => {
  it.each([
    ['an output of a transform', made, 'nodes.first.output.count + "x"', 'number and string'],
    ['the items of one', made, 'nodes.first.output.words[0] + 1', 'string and int'],
    ['a time, which is text once it is kept', made, 'nodes.first.output.at.getHours()', 'on string'],
    ['an output that is made of another', derived, 'nodes.second.output.half + "x"', 'number and string'],
    ['what a sub-workflow gives', sub(inner), 'nodes.sub.output.size + "x"', 'number and string'],
    ['what the end of one gives', sub(ended), 'nodes.sub.output.text + 1', 'string and int'],
    ['what one gives that has neither', sub(sequence([])), 'nodes.sub.output.text', 'null'],
    [
      'a result of a map',
      [map('m', '[1]', inner)],
      'nodes.m.output.results[0].size + "x"',
      'number and string',
    ],
    [
      'what a variable holds afterwards',
      [{ id: 'count', type: 'variable', config: { operation: 'increment', name: 'n' } }],
      'nodes.count.output.value + "x"',
      'number and string',
    ],
    [
      'what a variable was given',
      [
        ...made,
        { id: 'set', type: 'variable', config: { name: 'n', value: '{{ nodes.first.output.count }}' } },
      ],
      'nodes.set.output.value + "x"',
      'number and string',
    ],
  ])('%s', (_, nodes, expression, says) => {
    const issues = refusal(reading(nodes, expression, { inputs }));
    expect(issues).toMatchObject([{ code: 'expression/invalid', path: 'outputs.read' }]);
    expect(issues[0]?.message).toContain(says);
  });

  it.each([
    ['a text', 'input.tags', 'item + 1', 'string and int'],
    ['an object', 'input.orders', 'item.prise', '"price"'],
    ['made by a node', 'nodes.first.output.words', 'item + 1', 'string and int'],
    ['of a map around', 'input.orders', 'item.price + "x"', 'number and string'],
  ])('the item of a map, %s', (_, items, expression, says) => {
    const each = map('each', items, sequence([transform('use', { read: expression })]));
    const issues = refusal(sequence([...made, each], { inputs }));
    expect(issues).toMatchObject([
      { code: 'expression/invalid', path: 'nodes.2.config.graph.nodes.1.config.outputs.read' },
    ]);
    expect(issues[0]?.message).toContain(says);
  });

  it('the item of a loop, in its body', () => {
    const use = transform('use', { read: 'nodes.loop.output.item.prise' });
    expect(refusal(looped({ items: 'input.orders' }, use, transform('after', {})))).toMatchObject([
      { path: 'nodes.2.config.outputs.read', suggestion: 'price' },
    ]);
  });

  it('what the body of a loop gave, behind the loop, in whatever order edges are drawn', () => {
    const body = transform('body', { n: 'size(input.tags)' });
    const document = looped({}, body, transform('after', { read: 'nodes.body.output.n + "x"' }));
    for (const edges of [document.edges, document.edges.toReversed()]) {
      expect(refusal({ ...document, edges })).toMatchObject([{ path: 'nodes.3.config.outputs.read' }]);
    }
  });

  it('what led back to a loop: its names in the body, and its types behind the loop', () => {
    const body = transform('body', { n: 'loop.loop.previous == null ? 0 : loop.loop.previous.m' });
    expect(refusal(looped({}, body, transform('after', {})))).toMatchObject([
      { path: 'nodes.2.config.outputs.n', suggestion: 'n' },
    ]);
    const sound = transform('body', { n: 'size(input.tags)' });
    const after = transform('after', { read: 'loop.loop.previous.n + "x"' });
    expect(refusal(looped({}, sound, after))).toMatchObject([{ path: 'nodes.3.config.outputs.read' }]);
  });

  it('a type that has gone through 900 nodes', () => {
    const nodes = Array.from({ length: 900 }, (_, index) =>
      transform(`n${index}`, { a: index === 0 ? '1' : `nodes.n${index - 1}.output.a` }),
    );
    expect(refusal(reading(nodes, 'nodes.n899.output.a + "x"'))).toMatchObject([{ path: 'outputs.read' }]);
  });

  it('a variable that is set from another node', () => {
    const set = {
      id: 'set',
      type: 'variable',
      config: { name: 'n', value: '{{ nodes.first.output.words }}' },
    };
    expect(refusal(sequence([...made, set], { inputs, variables: { n: 0 } }))).toMatchObject([
      { code: 'node/config-invalid', path: 'nodes.2.config.value' },
    ]);
  });

  it('an input of a sub-workflow that another node made', () => {
    const graph = { ...sequence([]), inputs: { type: 'object', properties: { n: { type: 'number' } } } };
    const node = {
      id: 'sub',
      type: 'subworkflow',
      config: { graph, input: { n: 'nodes.first.output.words' } },
    };
    expect(refusal(sequence([...made, node], { inputs }))).toMatchObject([
      { code: 'node/config-invalid', path: 'nodes.2.config.input.n' },
    ]);
  });
});

describe('types that double with every step are told in no more time than others:', () => {
  // Looked through, each of these would take longer than the machine will last.
  const twice = 'map(v, {"a": v, "b": v})';
  const chain = `["x"]${`.${twice}`.repeat(50)}`;

  it('within one expression', () => {
    const { graph } = expectAnswer(reading([], `[${chain}, ${chain}][0][0].a.b`));
    expect(graph).not.toBeNull();
  });

  it('from node to node', () => {
    const nodes = ['s', 't'].flatMap((id) =>
      Array.from({ length: 100 }, (_, index) => {
        const before = index === 0 ? '"x"' : `nodes.${id}${index - 1}.output.x`;
        return transform(`${id}${index}`, { x: `{"a": ${before}, "b": ${before}}` });
      }),
    );
    const both = '[nodes.s99.output.x, nodes.t99.output.x][0]';
    expect(expectAnswer(reading(nodes, `${both}.a`)).graph).not.toBeNull();
    expect(refusal(reading(nodes, `${both} + 1`))).toMatchObject([{ path: 'outputs.read' }]);
  });
});

describe('nothing is refused that only a run can tell:', () => {
  const accepted = (document: object) => expect(expectAnswer(document).issues).toEqual([]);

  it.each([
    ['a whole number of CEL is a number of the data', made, 'nodes.first.output.count / 2.5'],
    ['a time can be read again', made, 'timestamp(nodes.first.output.at).getFullYear()'],
    [
      'a choice between objects has what either has',
      [transform('first', { a: '1 > 0 ? {"b": 1} : {"c": 1}' })],
      'nodes.first.output.a.c',
    ],
    [
      'a list of objects has what each has',
      [transform('first', { a: '[{"b": 1}, {"c": "x"}]' })],
      'nodes.first.output.a[1].c + "y"',
    ],
    ['a list of anything', [transform('first', { a: '[1, "x"]' })], 'nodes.first.output.a[1] + "y"'],
    [
      'an item of an unknown list',
      [transform('first', { a: 'input.message' })],
      'nodes.first.output.a.b[0] + 1',
    ],
    [
      'null in the place of an item',
      [map('m', '[1]', inner, { onItemError: 'collect' })],
      'nodes.m.output.results[0] == null',
    ],
    [
      'what ends that part give, of either',
      sub({
        nodes: [
          start,
          { id: 'either', type: 'conditional', config: { condition: '1 > 0' } },
          ...['a', 'b'].map((id) => ({ id, type: 'end', config: { outputs: { [id]: `"${id}"` } } })),
        ],
        edges: [
          { source: 'start', target: 'either' },
          { source: 'either', sourcePort: 'true', target: 'a' },
          { source: 'either', sourcePort: 'false', target: 'b' },
        ],
      }),
      'has(nodes.sub.output.b) ? nodes.sub.output.b : nodes.sub.output.a',
    ],
  ])('%s', (_, nodes, expression) => {
    accepted(reading(nodes, expression, { inputs }));
  });

  it('what a node gives that comes later, or goes in circles', () => {
    const body = transform('body', {
      n: 'nodes.after.output == null ? 1 : nodes.after.output.n + loop.loop.previous.n',
    });
    const after = transform('after', { n: 'nodes.body.output.n + nodes.after.output.n' });
    accepted(looped({}, body, after));
  });

  it('the items of a list, and the keys of an object, that nodes change', () => {
    const change = (id: string, config: object) => ({ id, type: 'variable', config });
    const nodes = [
      change('append', { operation: 'append', name: 'list', value: { a: 1 } }),
      change('merge', { operation: 'merge', name: 'facts', value: { age: 'old' } }),
      map(
        'each',
        'vars.list',
        sequence([transform('use', { read: 'item.a + 1', age: 'vars.facts.age + "er"' })]),
      ),
    ];
    accepted(sequence(nodes, { variables: { list: ['x'], facts: { age: 3 } } }));
    expect(refusal(reading([], 'vars.list[0] + 1', { variables: { list: ['x'] } }))).toHaveLength(1);
  });

  it('outputs of a sub-workflow whose definition is not there yet', () => {
    const config = { definitionId: '0192f0c1-0000-7000-8000-000000000001' };
    accepted(reading([{ id: 'sub', type: 'subworkflow', config }], 'nodes.sub.output.any[0] + 1'));
  });
});
