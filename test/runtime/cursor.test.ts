import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { decodeCursor, encodeCursor } from '../../src/runtime/cursor.ts';

const id = '0198c0de-0000-7000-8000-00000000abcd';
const other = '0198c0de-0000-7000-8000-00000000abce';
const lastSequence = 2 ** 31 - 1;

function refusal(text: string, executionId = id): string {
  try {
    decodeCursor(text, executionId);
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
  return 'none';
}

function altered(change: (bytes: Buffer) => void): string {
  const bytes = Buffer.from(encodeCursor(id, 7), 'base64url');
  change(bytes);
  return bytes.toString('base64url');
}

describe('the cursor', () => {
  it('gives back the sequence it was made of', () => {
    const sequences = fc.integer({ min: 0, max: lastSequence });
    fc.assert(
      fc.property(fc.uuid(), sequences, (executionId, sequence) => {
        expect(decodeCursor(encodeCursor(executionId, sequence), executionId)).toBe(sequence);
      }),
    );
  });

  it('is safe in an address', () => {
    expect(encodeCursor(id, lastSequence)).toMatch(/^[A-Za-z0-9_-]{28}$/);
  });

  it('reads the id in either case', () => {
    expect(decodeCursor(encodeCursor(id, 3), id.toUpperCase())).toBe(3);
  });

  it.each([
    ['nothing', ''],
    ['a number', '42'],
    ['a cut cursor', encodeCursor(id, 7).slice(0, -1)],
    ['an extended cursor', `${encodeCursor(id, 7)}A`],
    ['a cursor with a line break', `${encodeCursor(id, 7)}\n`],
    ['ordinary base64', `${'+/'.repeat(14)}`],
    ['another version', altered((bytes) => bytes.writeUInt8(2, 0))],
    ['a sequence that no log can have', altered((bytes) => bytes.writeUInt32BE(2 ** 31, 1))],
  ])('refuses %s as invalid', (_, text) => {
    expect(refusal(text)).toBe('cursor/invalid');
  });

  it('refuses one of another execution as such', () => {
    expect(refusal(encodeCursor(id, 7), other)).toBe('cursor/other-execution');
    expect(refusal(encodeCursor(id, 7), 'not an id')).toBe('cursor/other-execution');
  });

  it('answers any text with a sequence or one of its two errors, never another exception', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .uint8Array({ minLength: 18, maxLength: 24 })
        .map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.tuple(fc.nat(20), fc.nat(255)).map(([at, byte]) => altered((bytes) => bytes.writeUInt8(byte, at))),
    );
    fc.assert(
      fc.property(text, fc.oneof(fc.constant(id), fc.string({ unit: 'binary' })), (cursor, executionId) => {
        expect(['none', 'cursor/invalid', 'cursor/other-execution']).toContain(refusal(cursor, executionId));
      }),
      { numRuns: 5000 },
    );
  });

  it('stands for one place only: whatever decodes is what that place encodes to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 21, maxLength: 21 }), (bytes) => {
        bytes[0] = 1;
        Buffer.from(id.replaceAll('-', ''), 'hex').copy(bytes, 5);
        const text = Buffer.from(bytes).toString('base64url');
        if (refusal(text) !== 'none') return;
        expect(encodeCursor(id, decodeCursor(text, id))).toBe(text);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 31])('is never made for the sequence %s', (sequence) => {
    expect(() => encodeCursor(id, sequence)).toThrow('there is no place');
  });

  it('is never made for what is not a UUID', () => {
    expect(() => encodeCursor('a', 1)).toThrow('there is no place');
  });
});
