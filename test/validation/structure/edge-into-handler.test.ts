import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('edges into what handles failures', () => {
  const inLine = graphOf(
    ['start', 'a', 'handler', 'b'],
    ['start.out -> a', 'start.out -> handler', 'a.out -> handler', 'a.error -> handler', 'handler.out -> b'],
  );

  it('warns of those that no failure takes, and names the port where the node can fail', () => {
    const issues = found(inLine, 'edge/into-handler');
    expect(issues).toMatchObject([
      { nodeId: 'handler', edgeId: 'start.out -> handler', severity: 'warning', path: 'edges.1.sourcePort' },
      { nodeId: 'handler', edgeId: 'a.out -> handler', path: 'edges.2.sourcePort', suggestion: 'error' },
    ]);
    expect(issues[0]).not.toHaveProperty('suggestion');
  });

  it('accepts a failure of one handler that leads to the next', () => {
    expectSound(
      graphOf(
        ['start', 'a', 'handler', 'next:handler'],
        ['start.out -> a', 'a.error -> handler', 'handler.error -> next'],
      ),
    );
  });

  it('says nothing where the handler is disabled: it gives nothing then', () => {
    const disabled = { id: 'handler', type: 'handler', enabled: false };
    expect(found(graphOf(['start', disabled], ['start.out -> handler']), 'edge/into-handler')).toEqual([]);
  });
});
