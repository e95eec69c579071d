import { describe, expect, it } from 'vitest';
import type { NodeKinds } from '../../../src/graph/index.ts';
import { validateStructure } from '../../../src/validation/index.ts';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('known types', () => {
  it('suggests the nearest type', () => {
    const graph = graphOf(['start', 'a:condtional'], ['start.out -> a']);
    expect(found(graph, 'node/unknown-type')).toMatchObject([
      {
        nodeId: 'a',
        path: 'nodes.1.type',
        suggestion: 'conditional',
        message: 'node "a" has the unknown type "condtional": did you mean "conditional"?',
      },
    ]);
  });

  it('lists the types where none is near', () => {
    const [issue] = found(graphOf(['start', 'a:telephone'], ['start.out -> a']), 'node/unknown-type');
    expect(issue?.message).toContain('known are "start", "end", "note"');
    expect(issue).not.toHaveProperty('suggestion');
  });

  it('says so where no kinds are known at all', () => {
    const none: NodeKinds = {
      has: () => false,
      types: () => [],
      traitsOf: () => ({ isEntry: false, bodyPort: null }),
      givesSigns: () => false,
      handlesFailures: () => false,
      portsOf: () => null,
    };
    const messages = validateStructure(graphOf(['start'], []), none).map((issue) => issue.message);
    expect(messages).toContain('node "start" has the unknown type "start": no kinds of node are installed');
  });

  it('looks for near names of the first twenty only, so that a list of misspelt names stays cheap', () => {
    const nodes = Array.from({ length: 30 }, (_, index) => `n${index}:lopp`);
    const issues = found(graphOf(['start', ...nodes], []), 'node/unknown-type');
    expect(issues.filter(({ suggestion }) => suggestion === 'loop')).toHaveLength(20);
    expect(issues).toHaveLength(30);
  });

  it('says nothing of the ports of a node whose type is unknown', () => {
    expect(
      found(graphOf(['start', 'a:lopp', 'b'], ['start.out -> a', 'a.any -> b']), 'edge/unknown-port'),
    ).toEqual([]);
  });

  it('accepts known types', () => {
    expectSound(graphOf(['start', 'a:step'], ['start.out -> a']));
  });
});
