import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LongText } from '../../src/kernel/index.ts';

it('a long text is what its pieces are together, whenever it is read', () => {
  const read = Symbol('read');
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.constant(read))), (steps) => {
      const text = new LongText();
      let expected = '';
      for (const step of steps) {
        if (typeof step === 'string') {
          text.add(step);
          expected += step;
        } else expect(text.toString()).toBe(expected);
      }
      expect(text.toString()).toBe(expected);
    }),
  );
});

it('a long text of more pieces than lie side by side is still all of them', () => {
  const text = new LongText();
  for (let piece = 0; piece < 5000; piece += 1) text.add(`${piece},`);
  expect(text.toString()).toBe(Array.from({ length: 5000 }, (_, piece) => `${piece},`).join(''));
});
