import { describe, expect, it } from 'vitest';
import { decodeKeyedCursor, encodeKeyedCursor } from '../../src/app/keyed-cursor.ts';
import { refusal } from './app-under-test.ts';

const id = '0198c0de-0000-7000-8000-00000000abcd';
const latest = 253_402_300_799_999;

describe('the cursor of a list that is ordered by a number', () => {
  it.each([0, 1, 1_795_801_714_372, latest])('gives the place back that it was made of: %i', (key) => {
    const cursor = encodeKeyedCursor({ key, id }, 'messages');
    expect(cursor).toHaveLength(34);
    expect(decodeKeyedCursor(cursor, 'messages')).toEqual({ key, id });
  });

  it.each([
    ['of another kind of list', encodeKeyedCursor({ key: 1, id }, 'conversations')],
    ['with a time that the database does not know', encodeKeyedCursor({ key: -latest, id }, 'messages')],
    ['with a time after all others', encodeKeyedCursor({ key: latest + 1, id }, 'messages')],
    ['with half a millisecond', encodeKeyedCursor({ key: 0.5, id }, 'messages')],
    ['with no number at all', encodeKeyedCursor({ key: Number.NaN, id }, 'messages')],
    ['that is longer', `${encodeKeyedCursor({ key: 1, id }, 'messages')}A`],
    ['that is empty', ''],
  ])('is refused if it is one %s', (_, cursor) => {
    expect(() => decodeKeyedCursor(cursor, 'messages')).toThrow(
      expect.objectContaining(refusal('cursor/invalid')),
    );
  });
});
