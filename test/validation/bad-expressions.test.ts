import { describe, expect, it } from 'vitest';
import { expectAnswer } from './answer.ts';
import { nodeOf, refusal, toWait, workflow } from './refusal.ts';

describe('an expression that cannot work is refused with the place and what was probably meant:', () => {
  const inputs = { type: 'object', properties: { topic: { type: 'string' } }, additionalProperties: false };

  it('a condition with an unknown name', () => {
    const edges = [{ ...toWait, condition: 'vars.tires < 3' }];
    expect(refusal(workflow({ edges, variables: { tries: 0 } }))).toMatchObject([
      {
        code: 'expression/invalid',
        layer: 'structure',
        edgeId: 'e1',
        path: 'edges.0.condition',
        suggestion: 'tries',
      },
    ]);
  });

  it.each([
    ['of another type than a condition must be', 'input.topic', 'bool'],
    ['that compares what cannot be compared', 'input.topic > 3', 'string'],
    ['that does not parse', 'input.topic ==', ''],
    ['with an emoji outside a text', '😀 == 1', 'line 1, column 1'],
    ['that is empty', ' ', 'empty'],
    ['that asks a node that is not there', 'nodes.its.output == null', '"it"'],
    ['that asks a failure for what it has not', 'error.mesage == ""', '"message"'],
    ['that asks one of several failures so', 'errors.exists(each, each.codes == "")', '"code"'],
    ['that calls what is not there', 'sise(input.topic) > 1', '"size"'],
    ['that is nested too deeply', `${'('.repeat(200)}true${')'.repeat(200)}`, ''],
  ])('a condition %s', (_, condition, says) => {
    const issues = refusal({ ...nodeOf('conditional', { condition }), inputs });
    expect(issues).toMatchObject([
      { code: 'expression/invalid', nodeId: 'it', path: 'nodes.1.config.condition' },
    ]);
    expect(issues[0]?.message).toContain(says);
  });

  it('a template with an unknown name, and an output with one', () => {
    const document = {
      ...nodeOf('model', { prompt: 'About {{ input.topci }}' }),
      inputs,
      outputs: { text: 'nodes.its.output.text' },
    };
    expect(refusal(document)).toMatchObject([
      { code: 'expression/invalid', path: 'outputs.text', suggestion: 'it' },
      {
        code: 'expression/invalid',
        nodeId: 'it',
        path: 'nodes.1.config.prompt',
        suggestion: 'topic',
      },
    ]);
  });

  describe('what nested graphs give', () => {
    const graph = { nodes: [{ id: 'start', type: 'start' }], edges: [], outputs: { text: '"a"' } };
    const giving = (node: ReturnType<typeof nodeOf>, source: string) => ({
      ...node,
      outputs: { it: source },
    });

    it.each([
      ['a sub-workflow', nodeOf('subworkflow', { graph }), 'nodes.it.output.txt', 'text'],
      ['an item of a map', nodeOf('map', { items: '[1]', graph }), 'nodes.it.output.results[0].txt', 'text'],
      [
        'a failed item of a map',
        nodeOf('map', { items: '[1]', graph }),
        'nodes.it.output.errors[0].cde',
        'code',
      ],
    ])('has no other names: %s', (_, node, source, suggestion) => {
      expect(refusal(giving(node, source))).toMatchObject([{ code: 'expression/invalid', suggestion }]);
    });

    it.each([
      ['what it names', nodeOf('subworkflow', { graph }), 'nodes.it.output.text'],
      [
        'null, without outputs and without ends',
        nodeOf('subworkflow', { graph: { ...graph, outputs: {} } }),
        'nodes.it.output == null',
      ],
      [
        'null in the place of an item',
        nodeOf('map', { items: '[1]', graph, onItemError: 'collect' }),
        'nodes.it.output.results[0] == null',
      ],
    ])('may be %s', (_, node, source) => {
      expect(expectAnswer(giving(node, source)).issues).toEqual([]);
    });
  });
});
