import { describe, expect, it } from 'vitest';
import { storable } from '../../src/kernel/index.ts';

const keys = (length: number) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`key${index}`, index]));

describe('a value that can be stored', () => {
  it.each([[['a', 1, null, { b: true }]], ['text'], [keys(5000)], [null]])('stays as it is', (value) => {
    expect(storable(value)).toBe(value);
  });

  it('of many parts is looked through once, whatever hands it on', () => {
    let looks = 0;
    const get = () => {
      looks += 1;
      return 'text';
    };
    const value = Object.defineProperty(keys(5000), 'watched', { enumerable: true, get });
    for (const handed of [value, { output: value }, [value]]) expect(storable(handed)).toBe(handed);
    expect(looks).toBe(1);
  });
});

it('a text in the middle of a value of many parts, or a key, is made storable wherever it stands', () => {
  const bad = { ...keys(5000), 'na\0me': ['\ud800'] };
  const good = { ...keys(5000), 'na\ufffdme': ['\ufffd'] };
  expect(storable(bad)).toEqual(good);
  expect(storable({ output: bad })).toEqual({ output: good });
});
