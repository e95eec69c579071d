import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const off = (type: string, config = {}) => ({ id: 'a', type, enabled: false, config });

describe('disabled nodes', () => {
  it.each(['conditional', 'loop', 'end'])('refuses a disabled %s, which has no port to go on by', (type) => {
    expect(found(graphOf(['start', off(type)], ['start.out -> a']), 'node/cannot-be-disabled')).toMatchObject(
      [{ nodeId: 'a', path: 'nodes.1.enabled', message: expect.stringContaining('has no port "out"') }],
    );
  });

  it('refuses a disabled start', () => {
    expect(found(graphOf([off('start')], []), 'node/cannot-be-disabled')).toMatchObject([
      { message: expect.stringContaining('the execution begins there') },
    ]);
  });

  it('accepts what is passed through, and what it cannot judge', () => {
    expectSound(graphOf(['start', off('step')], ['start.out -> a']));
    expectSound(graphOf(['start', off('conditional', { broken: true })], ['start.out -> a']));
    expect(found(graphOf(['start', off('nothing')], ['start.out -> a']), 'node/cannot-be-disabled')).toEqual(
      [],
    );
  });
});
