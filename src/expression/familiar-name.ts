/** Names that other languages have for our functions: too far from them to be taken for a slip of the pen. */
const familiarNames: ReadonlyMap<string, string> = new Map([
  ['len', 'size'],
  ['length', 'size'],
  ['lower', 'lowerAscii'],
  ['toLowerCase', 'lowerAscii'],
  ['upper', 'upperAscii'],
  ['toUpperCase', 'upperAscii'],
  ['includes', 'contains'],
  ['strip', 'trim'],
  ['some', 'exists'],
  ['any', 'exists'],
  ['every', 'all'],
  ['str', 'string'],
  ['toString', 'string'],
  ['float', 'double'],
  ['parseFloat', 'double'],
  ['parseInt', 'int'],
]);

/** The function that is called so elsewhere, if it is one of the candidates. */
export function familiarName(name: string, candidates: readonly string[]): string | undefined {
  const meant = familiarNames.get(name);
  return candidates.find((candidate) => candidate === meant);
}
