import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLengthUpTo } from '../../src/kernel/index.ts';

it('the length of a value is about that of its JSON text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: fc.constantFrom('a', 'é', '漢') }), (value) => {
      const { length } = JSON.stringify(value);
      const counted = jsonLengthUpTo(value, Number.POSITIVE_INFINITY);
      expect(counted).toBeGreaterThanOrEqual(length);
      expect(counted).toBeLessThanOrEqual(length * 1.5 + 1);
    }),
  );
});

it('counting a long value ends soon after the bound', () => {
  let looks = 0;
  const item = {
    get text() {
      looks += 1;
      return 'x'.repeat(10);
    },
  };
  const list = Array.from({ length: 10_000 }, () => item);
  expect(jsonLengthUpTo({ deep: [list] }, 1000)).toBeGreaterThan(1000);
  expect(looks).toBeLessThan(100);
});
