import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bool,
  columns,
  float8,
  int2,
  int4,
  int8,
  json,
  text,
  timestamptz,
  uuid,
} from '../../src/persistence/columns.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const row = fc.record({
  uuid: fc.option(fc.uuid()),
  bool: fc.option(fc.boolean()),
  int2: fc.option(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
  int4: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  int8: fc.option(fc.maxSafeInteger()),
  float8: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  text: fc.option(
    fc.string({ unit: 'binary', maxLength: 300, size: 'max' }).map((value) => value.replaceAll('\0', '')),
  ),
  json: fc.option(fc.json({ stringUnit: 'binary' })),
  at: fc.option(fc.integer({ min: Date.UTC(1970), max: Date.UTC(2100) })),
});

const select = `select r.uuid, r.bool, r.int2, r.int4, r.int8::text as int8, r.float8, r.text, r.json::text as json,
    (extract(epoch from r.at) * 1000)::float8 as at
  from unnest($1::uuid[], $2::bool[], $3::smallint[], $4::int[], $5::bigint[], $6::float8[], $7::text[], $8::json[],
    $9::timestamptz[]) as r (uuid, bool, int2, int4, int8, float8, text, json, at)`;

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

async function expectToArrive(rows: readonly Row[]): Promise<void> {
  const values = columns(rows, [
    uuid((one) => one.uuid),
    bool((one) => one.bool),
    int2((one) => one.int2),
    int4((one) => one.int4),
    int8((one) => one.int8),
    float8((one) => one.float8),
    text((one) => one.text),
    json((one) => one.json),
    timestamptz((one) => one.at),
  ]);
  const { rows: arrived } = await pool.query(select, [...values]);
  expect(arrived).toEqual(rows.map((one) => ({ ...one, int8: one.int8 === null ? null : String(one.int8) })));
}

describe('columns that are sent in binary', () => {
  it('arrive as they were, the unknown as null', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), expectToArrive), {
      numRuns: 50,
    });
  });

  it('arrive as they were, however many they are', async () => {
    await expectToArrive(fc.sample(row, { numRuns: 3000, seed: 1 }));
  });

  it('arrive as they were, however long they are', async () => {
    const texts = ['a'.repeat(5000), 'é😀'.repeat(5000), null, `"${'x'.repeat(3_000_000)}"`];
    const [column] = columns(texts, [text((value) => value)]);
    const { rows: arrived } = await pool.query('select * from unnest($1::text[]) as t (text)', [column]);
    expect(arrived.map((one) => one.text)).toEqual(texts);
  });

  it('are none where there are no rows', () => {
    expect(columns([], [text(() => 'a')])).toEqual([]);
  });

  it('take no text for a UUID that is none', () => {
    const id = randomUUID();
    for (const wrong of ['', id.slice(1), `${id}0`, id.replace(/.$/, 'g'), `${id}-${id}`, 'é'.repeat(32)]) {
      expect(() => columns([wrong], [uuid((value) => value)])).toThrow(`${wrong} is no UUID`);
    }
  });

  it('take no number that its column would cut off', () => {
    for (const [column, wrong] of [
      [int2, 2 ** 15],
      [int2, 1.5],
      [int4, 2 ** 31],
      [int4, Number.NaN],
      [int8, 2 ** 53],
      [timestamptz, Number.NaN],
    ] as const) {
      expect(() => columns([wrong], [column((value) => value)])).toThrow(RangeError);
    }
  });
});
