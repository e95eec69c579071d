import fc from 'fast-check';

/** Anything that JavaScript has. */
export const garbage = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  maxDepth: 4,
});

const key = fc.oneof(
  fc.constantFrom('nodes', 'edges', 'id', 'type', 'config', 'source', 'target', 'limits', 'inputs'),
  fc.constantFrom('__proto__', 'constructor', 'toString', '\0', ''),
  fc.string({ maxLength: 4 }),
);

/** Anything that can arrive as JSON text, keys that JavaScript gives a meaning among it. */
export const arrivedJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\0', '\ud800', '{{ x }}', '__proto__'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).json;

/** Documents in which something, in up to three places, is another thing. */
export function mutated(
  documents: fc.Arbitrary<unknown>,
  others: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 5 }), others), { maxLength: 3 });
  return fc
    .tuple(documents, changes)
    .map(([document, all]) =>
      all.reduce<unknown>((value, [path, other]) => replaced(value, path, other), document),
    );
}

/** The value with another in the place that the numbers lead to. */
function replaced(value: unknown, path: readonly number[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined) return other;
  const inner = replaced(Reflect.get(value, key), rest, other);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...value, [key]: inner };
}
