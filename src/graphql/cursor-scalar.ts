import { invalidInput } from './invalid-input.ts';

/** Far longer than any cursor is. */
const longest = 200;

/** What it stands for is checked by whoever made it. */
export function readCursor(value: unknown): string {
  if (typeof value === 'string' && value.length <= longest) return value;
  throw invalidInput('A Cursor is a text that this server has given: leave it out to read from the start');
}
