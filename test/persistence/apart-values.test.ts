import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/kernel/index.ts';
import { type Apart, isApart } from '../../src/persistence/blobs/apart.ts';
import { ApartValues } from '../../src/persistence/blobs/apart-values.ts';
import { KnownValues, knownValuesOf } from '../../src/persistence/blobs/known-values.ts';
import type { NewBlob } from '../../src/persistence/blobs/new-blob.ts';
import { refusalOf } from '../../src/persistence/blobs/refusal-of.ts';
import { ValuePacker } from '../../src/persistence/blobs/value-packer.ts';

/** So short that nearly every value is a large one. */
const mostInline = 12;

/** What would be in the database. */
class Kept {
  readonly texts = new Map<string, string>();
  reads = 0;

  add(blobs: readonly NewBlob[]): void {
    for (const { hash, pieces } of blobs) {
      this.texts.set(hash, Buffer.concat([...pieces()].map(({ bytes }) => bytes)).toString('utf8'));
    }
  }

  values(known?: KnownValues): ApartValues {
    return new ApartValues(async () => {
      this.reads += 1;
      return this.texts;
    }, known);
  }
}

/** Written and read as an event with this output. */
async function roundTrip(output: Json): Promise<unknown> {
  const packer = new ValuePacker(new KnownValues(), mostInline);
  const kept = new Kept();
  const text = packer.object({ output, other: 1 });
  kept.add(packer.blobs);
  const [data] = await kept.values().columns([JSON.parse(text)]);
  return data;
}

/** Written and read as the input of an execution. */
async function columnRoundTrip(input: Json): Promise<unknown> {
  const packer = new ValuePacker(new KnownValues(), mostInline);
  const kept = new Kept();
  const { whole, apart } = packer.column(input);
  kept.add(packer.blobs);
  if (apart === null) return JSON.parse(whole ?? '');
  const column: unknown = JSON.parse(apart);
  return isApart(column) ? kept.values().value(column) : undefined;
}

const hash = 'a'.repeat(64);
const reference: Json = [['output'], hash, 'json', 20];

/** What a reference looks like, in every place where one could be taken for one. */
const lookAlikes: readonly Json[] = [
  [null, [reference]],
  [{ output: null }, [reference, [['output', 0], hash, 'text', 20]]],
  { blob: hash, contentType: 'text/plain', size: 1 },
  { hash, form: 'apart' },
  [[], []],
  { length: 2, 0: null, 1: [reference] },
];

const hostile = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(...lookAlikes),
    fc.constantFrom<Json>(null, true, 0, -1.5, '', 'x'.repeat(40), '\ud800'.repeat(20), '😀'.repeat(20)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json')),
    fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'output', '0', 'length', 'a'), tie('json')),
  ),
}));

describe('values that are kept apart', () => {
  it('are what they were when they are put together again, whatever they look like', async () => {
    await fc.assert(
      fc.asyncProperty(hostile.json, async (value) => {
        const plain: Json = JSON.parse(JSON.stringify(value));
        // As text: a key `constructor` confuses the comparison of objects.
        expect(JSON.stringify(await roundTrip(plain))).toBe(JSON.stringify({ output: plain, other: 1 }));
        expect(JSON.stringify(await columnRoundTrip(plain))).toBe(JSON.stringify(plain));
      }),
      { numRuns: 2000 },
    );
  });

  it('leave only short values in the row, and none of them where all are short', () => {
    const packer = new ValuePacker(new KnownValues(), 40);
    expect(packer.object({ a: [1, 2], b: 'short' })).toBe('{"a":[1,2],"b":"short"}');
    const text = packer.object({ output: { list: Array.from({ length: 50 }, (_, index) => index) } });
    const [rest, references]: Apart = JSON.parse(text);
    expect(rest).toEqual({ output: { list: null } });
    expect(references).toEqual([[['output', 'list'], packer.blobs[0]?.hash, 'json', packer.blobs[0]?.size]]);
  });

  it('are the innermost ones: what wraps the same large value is kept no second time', () => {
    const packer = new ValuePacker(new KnownValues(), 40);
    const large = 'x'.repeat(100);
    packer.object({ output: { text: large } });
    packer.object({ output: { copy: { of: large } }, input: [large] });
    expect(packer.blobs).toHaveLength(1);
  });

  it('are one value in memory, however many columns refer to them', async () => {
    const packer = new ValuePacker(new KnownValues(), mostInline);
    const list = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const kept = new Kept();
    const columns = [packer.object({ output: list }), packer.object({ input: { list } })];
    kept.add(packer.blobs);
    const read: readonly unknown[] = await kept.values().columns(columns.map((text) => JSON.parse(text)));
    expect(read).toEqual([{ output: list }, { input: { list } }]);
    expect(Reflect.get(Object(read[0]), 'output')).toBe(
      Reflect.get(Object(Reflect.get(Object(read[1]), 'input')), 'list'),
    );
    expect(kept.reads).toBe(1);
  });

  it('are neither written as JSON nor hashed again while they are known by identity', () => {
    const known = new KnownValues();
    let looks = 0;
    const large = {
      get text() {
        looks += 1;
        return 'x'.repeat(100);
      },
      more: [1, 2, 3, 4, 5, 6, 7, 8],
    };
    const first = new ValuePacker(known, mostInline);
    const before = first.object({ output: large });
    expect(first.blobs.length).toBeGreaterThan(0);
    first.committed();
    looks = 0;
    const second = new ValuePacker(known, mostInline);
    expect(second.object({ output: large })).toBe(before);
    expect([second.blobs, looks]).toEqual([[], 0]);
  });

  it('are written again where the commit that held them failed', () => {
    const known = new KnownValues();
    new ValuePacker(known, mostInline).object({ output: 'x'.repeat(100) });
    const again = new ValuePacker(known, mostInline);
    again.object({ output: 'x'.repeat(100) });
    expect(again.blobs).toHaveLength(1);
  });
});

describe('what is known of an execution', () => {
  it('are all its large objects, but only the texts seen last, as those cannot be held weakly', () => {
    const known = new KnownValues();
    const texts = ['a', 'b', 'c'].map((unit) => unit.repeat(30 * 1024 * 1024));
    const list = [1];
    known.add(list, { hash: 'list', form: 'json', size: 1 });
    for (const text of texts) known.add(text, { hash: text.slice(0, 1), form: 'text', size: 1 });
    expect([list, ...texts].map((value) => known.get(value)?.hash)).toEqual(['list', undefined, 'b', 'c']);
    const huge = 'd'.repeat(100 * 1024 * 1024);
    known.add(huge, { hash: 'd', form: 'text', size: 1 });
    expect([...texts, huge].map((value) => known.get(value)?.hash)).toEqual([
      undefined,
      undefined,
      undefined,
      'd',
    ]);
  });
});

describe('a snapshot', () => {
  it('refers to what events have kept, and holds the lists that it has made itself', () => {
    const known = new KnownValues();
    const event = new ValuePacker(known, mostInline);
    const output = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    event.object({ output });
    event.committed();
    const packer = new ValuePacker(known, mostInline);
    const [state]: Apart = JSON.parse(
      packer.snapshot({ nodes: [{ output }], sums: [10, 20, 30, 40, 50, 60] }),
    );
    expect(state).toEqual({ nodes: [{ output: null }], sums: [10, 20, 30, 40, 50, 60] });
    expect(packer.blobs).toEqual([]);
  });
});

describe('a value that was sent ahead', () => {
  it('is not packed again by whoever writes it, and is known once it is written', () => {
    const known = new KnownValues();
    const files = ['a', 'b'].map((digit) => ({ blob: digit.repeat(64) }));
    const output = { list: Array.from({ length: 60 }, (_, index) => index), files };
    const ahead = new ValuePacker(known, 100);
    ahead.column(output);
    ahead.sentAhead(output);

    const plain = new ValuePacker(new KnownValues(), 100);
    const text = plain.object({ output: structuredClone(output) });
    for (const fate of ['refused', 'committed']) {
      const packer = new ValuePacker(known, 100);
      expect(packer.object({ output })).toBe(text);
      expect(packer.blobs).toHaveLength(2);
      expect(packer.blobs.every((blob, index) => blob === ahead.blobs[index])).toBe(true);
      expect([packer.files, packer.files.size]).toEqual([plain.files, 2]);
      if (fate === 'committed') packer.committed();
    }
    const next = new ValuePacker(known, 100);
    expect(next.object({ output })).toBe(text);
    expect(next.blobs).toEqual([]);
  });

  it('is packed again for another execution, which may not have what the first has known', () => {
    const known = new KnownValues();
    const part = 'x'.repeat(200);
    const before = new ValuePacker(known, 100);
    before.object({ part });
    before.committed();
    const output = { list: [part, ...Array.from({ length: 60 }, (_, index) => index)] };
    const ahead = new ValuePacker(known, 100);
    ahead.column(output);
    ahead.sentAhead(output);
    expect(ahead.blobs).toHaveLength(1);
    const other = new ValuePacker(new KnownValues(), 100);
    other.object({ output });
    expect(other.blobs).toHaveLength(2);
  });
});

describe('a value beyond 256 MiB', () => {
  it('is refused by name, though no text could hold it', () => {
    const packer = new ValuePacker();
    const huge = 'x'.repeat(256 * 1024 * 1024 + 1);
    expect(() => packer.object({ output: huge })).toThrow(
      expect.objectContaining({ code: 'limit/value-size' }),
    );
    const twice = 'é'.repeat(129 * 1024 * 1024);
    expect(() => packer.object({ output: twice })).toThrow(
      expect.objectContaining({ code: 'limit/value-size' }),
    );
  });

  it.each([
    ['of which one text is too long', ['x'.repeat(256 * 1024 * 1024 + 1)]],
    ['of many short texts', Array.from({ length: 5000 }, () => 'x'.repeat(60_000))],
    ['that JSON writes with many escapes', Array.from({ length: 800 }, () => '\u0001'.repeat(60_000))],
    ['that no text can hold', Array.from({ length: 20_000 }, () => 'x'.repeat(60_000))],
  ])('is known to be refused before it is written: one %s', (_, output) => {
    expect(refusalOf({ output }, {})).toMatchObject({ code: 'limit/value-size' });
  });

  it('is no such value where only its parts together are larger, or all of it is kept already', () => {
    const parts = ['a', 'b'].map((seed) => seed + 'x'.repeat(150 * 1024 * 1024));
    expect(refusalOf({ parts }, {})).toBeNull();
    const kept = Array.from({ length: 5000 }, () => 'x'.repeat(60_000));
    const holder = {};
    knownValuesOf(holder).add(kept, { hash: 'a'.repeat(64), form: 'json', size: 1 });
    expect(refusalOf({ output: { kept } }, holder)).toBeNull();
  });
});
