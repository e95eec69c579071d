import { describe, expect, it } from 'vitest';
import { applyVariableOperation, type VariableOperation } from '../../src/engine/index.ts';
import type { JsonObject } from '../../src/kernel/index.ts';

const name = 'it';

describe('a variable operation', () => {
  it.each<[string, JsonObject, VariableOperation, JsonObject]>([
    ['sets what is not there', {}, { operation: 'set', name, value: [1] }, { it: [1] }],
    ['sets in place of what is there', { it: 1 }, { operation: 'set', name, value: null }, { it: null }],
    ['appends to a list', { it: [1] }, { operation: 'append', name, value: [2] }, { it: [1, [2]] }],
    ['makes a list of what was no list', { it: 1 }, { operation: 'append', name, value: 2 }, { it: [1, 2] }],
    ['begins a list where nothing is', {}, { operation: 'append', name, value: 1 }, { it: [1] }],
    ['begins a list in place of null', { it: null }, { operation: 'append', name, value: 1 }, { it: [1] }],
    ['increments a number', { it: 2 }, { operation: 'increment', name, value: 3 }, { it: 5 }],
    ['counts from 0 where nothing is', {}, { operation: 'increment', name, value: 3 }, { it: 3 }],
    ['decrements a number', { it: 2 }, { operation: 'decrement', name, value: 3 }, { it: -1 }],
    ['counts from 0 in place of a text', { it: 'x' }, { operation: 'decrement', name, value: 1 }, { it: -1 }],
    [
      'merges the fields of an object, the new ones winning',
      { it: { a: 1, b: 1 } },
      { operation: 'merge', name, value: { b: 2, c: 2 } },
      { it: { a: 1, b: 2, c: 2 } },
    ],
    [
      'merges in place of what is no object',
      { it: [1] },
      { operation: 'merge', name, value: { a: 1 } },
      { it: { a: 1 } },
    ],
    ['deletes one name and no other', { it: 1, that: 2 }, { operation: 'delete', name }, { that: 2 }],
    ['deletes nothing where nothing is', { that: 2 }, { operation: 'delete', name }, { that: 2 }],
  ])('%s', (_, before, operation, after) => {
    expect(applyVariableOperation(before, operation)).toEqual(after);
  });

  it('takes a name that objects inherit for a name like any other', () => {
    const operation = { operation: 'append', name: 'toString', value: 1 } as const;
    expect(applyVariableOperation({}, operation)).toEqual({ toString: [1] });
  });
});
