import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../src/kernel/index.ts';

function emptied(queue: FairQueue<string>): readonly string[] {
  const items: string[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
  return items;
}

describe('a fair queue', () => {
  it('gives everybody a turn before anybody a second, and each owner’s in their order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.add(item[0] ?? '', item);
    expect(emptied(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('forgets what is taken out, and its owner with the last of it', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'b1']) queue.add(item[0] ?? '', item);
    queue.remove('a', 'a1');
    queue.remove('b', 'b1');
    queue.remove('c', 'never added');
    expect(emptied(queue)).toEqual(['a2']);
  });
});
