import { describe, expect, it } from 'vitest';
import { analyzeWorkflow, mostPaths } from '../../src/analytics/index.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import { registry } from '../support/validator.ts';

/** Nodes by their ids, `start` among them where it is to have one; edges as `a>b`. */
function analysisOf(ids: string, ways: string) {
  const nodes = ids.split(' ').map((id) => ({ id, type: typeOf(id) }));
  const edges = ways === '' ? [] : ways.split(' ').map((way) => edgeOf(way));
  const parsed = parseWorkflowGraph({ nodes, edges });
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return analyzeWorkflow(parsed.value, registry);
}

function typeOf(id: string): string {
  if (id === 'start') return 'start';
  return id.startsWith('note') ? 'note' : 'transform';
}

function edgeOf(way: string) {
  const [source = '', target = ''] = way.split('>');
  return { source, target };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the complexity of a workflow', () => {
  it('is counted by hand for a diamond', () => {
    const { complexity, executionPaths, hasMorePaths } = analysisOf(
      'start left right end',
      'start>left start>right left>end right>end',
    );
    expect(complexity).toEqual({
      score: 6,
      nodeCount: 4,
      edgeCount: 4,
      depth: 3,
      branchingFactor: 1,
      loopComplexity: 0,
      conditionalComplexity: 2,
    });
    expect({ executionPaths, hasMorePaths }).toEqual({ executionPaths: 2, hasMorePaths: false });
  });

  it('is counted by hand for two loops, one in the other, and a way past both', () => {
    const ways = 'start>a a>b b>c c>b c>d d>a d>end start>end';
    const { complexity, executionPaths } = analysisOf('start a b c d end', ways);
    expect(complexity).toEqual({
      score: 10,
      nodeCount: 6,
      edgeCount: 8,
      depth: 6,
      branchingFactor: 1.33,
      loopComplexity: 2,
      conditionalComplexity: 4,
    });
    // start → end, and start → a → b → c → d → end.
    expect(executionPaths).toBe(2);
  });

  it('counts several ways back to one node, and one from a node to itself, as a loop each', () => {
    const { complexity } = analysisOf('start a b c end', 'start>a a>b a>c b>a c>a c>c a>end');
    expect(complexity.loopComplexity).toBe(2);
  });

  it('rounds down the score, and edges per node to two places', () => {
    const { complexity } = analysisOf('start a b', 'start>a a>b start>b');
    expect(complexity).toMatchObject({ score: 4, branchingFactor: 1 });
    expect(analysisOf('start a b', 'start>a').complexity).toMatchObject({ score: 3, branchingFactor: 0.33 });
  });

  it('leaves notes out, and edges that lead nowhere', () => {
    const { complexity, risks } = analysisOf('start note1 a', 'start>a a>gone note1>a');
    expect(complexity).toMatchObject({ nodeCount: 2, edgeCount: 1, depth: 2 });
    expect(risks).toEqual([]);
  });

  it('of nothing is nothing', () => {
    const { complexity, executionPaths } = analyzeWorkflow({ nodes: [], edges: [] }, registry);
    expect(complexity).toMatchObject({ score: 0, depth: 0, branchingFactor: 0, conditionalComplexity: 2 });
    expect(executionPaths).toBe(0);
  });
});

describe('the ways through a workflow', () => {
  /** `count` diamonds, one after the other. */
  const diamonds = (count: number) => {
    const ids = ['start', ...range(count).flatMap((n) => [`a${n}`, `b${n}`, `j${n}`])];
    const ways = range(count).flatMap((n) => {
      const from = n === 0 ? 'start' : `j${n - 1}`;
      return [`${from}>a${n}`, `${from}>b${n}`, `a${n}>j${n}`, `b${n}>j${n}`];
    });
    return analysisOf(ids.join(' '), ways.join(' '));
  };

  it('multiply from fork to fork, up to a bound that they do not hide', () => {
    expect(diamonds(5)).toMatchObject({ executionPaths: 32, hasMorePaths: false });
    expect(diamonds(10)).toMatchObject({ executionPaths: mostPaths, hasMorePaths: false });
    expect(diamonds(11)).toMatchObject({ executionPaths: mostPaths, hasMorePaths: true });
  });

  it('of three edges between the same nodes are three', () => {
    expect(analysisOf('start a', 'start>a start>a start>a').executionPaths).toBe(3);
  });
});

describe('what is said of a workflow', () => {
  it('is nothing of a small one that is whole', () => {
    const analysis = analysisOf('start a', 'start>a');
    expect(analysis).toMatchObject({ bottlenecks: [], suggestions: [], risks: [] });
  });

  it('names nodes to which more than three edges lead', () => {
    const three = 'start>a start>b start>c a>end b>end c>end';
    expect(analysisOf('start a b c end', three).bottlenecks).toEqual([]);
    const { bottlenecks, risks } = analysisOf('start a b c end', `${three} start>end`);
    expect(bottlenecks).toMatchObject([{ nodeId: 'end', incoming: 4, severity: 'medium' }]);
    expect(risks).toMatchObject([{ type: 'bottleneck', nodeIds: ['end'] }]);
  });

  it('names nodes that are not reached: one is a risk, two are worth a suggestion', () => {
    expect(analysisOf('start a lost', 'start>a')).toMatchObject({
      suggestions: [],
      risks: [{ type: 'disconnected', nodeIds: ['lost'] }],
    });
    expect(analysisOf('start lost1 lost2', 'lost1>lost2')).toMatchObject({
      suggestions: [{ type: 'connectivity', impact: 'medium', nodeIds: ['lost1', 'lost2'] }],
      risks: [{ type: 'disconnected', nodeIds: ['lost1', 'lost2'] }],
    });
  });

  it('misses the start, and then begins where no edge leads to', () => {
    expect(analysisOf('a b', 'a>b')).toMatchObject({
      complexity: { depth: 2 },
      suggestions: [{ type: 'validation', impact: 'high' }],
      risks: [{ type: 'no-start' }],
    });
  });

  it.each([
    [15, [], []],
    [16, [], ['size']],
    [20, [], ['size']],
    [21, ['complexity'], ['size']],
  ])('of %i nodes in a row is %j and %j', (count, suggested, risked) => {
    const ids = ['start', ...range(count - 1).map((n) => `n${n}`)];
    const ways = ids.slice(1).map((id, index) => `${ids[index]}>${id}`);
    const { suggestions, risks, complexity } = analysisOf(ids.join(' '), ways.join(' '));
    expect(complexity.depth).toBe(count);
    expect(suggestions.map(({ type }) => type)).toEqual(suggested);
    expect(risks.map(({ type }) => type)).toEqual(risked);
  });

  // The number of ways has more than a hundred digits: whoever walks them all does not come back.
  it('comes also for five hundred nodes that are all connected forwards', () => {
    const ids = ['start', ...range(499).map((n) => `n${n}`)];
    const ways = ids.flatMap((from, index) =>
      range(Math.min(9, ids.length - index - 1)).map((step) => `${from}>${ids[index + step + 1]}`),
    );
    const { complexity, hasMorePaths } = analysisOf(ids.join(' '), ways.join(' '));
    expect(complexity).toMatchObject({ nodeCount: 500, depth: 500 });
    expect(hasMorePaths).toBe(true);
  });
});
