import { longestName } from './read-input.ts';

const suffix = ' (copy)';

/** The name with a word that says it is a copy. It is cut between characters, never within one. */
export function nameOfCopy(name: string): string {
  const kept: string[] = [];
  let length = suffix.length;
  for (const character of name) {
    length += character.length;
    if (length > longestName) break;
    kept.push(character);
  }
  return `${kept.join('')}${suffix}`;
}
