/** Comparing is slow, and who writes a document chooses how many names there are and how long they are. */
const longestCompared = 40;
const mostCompared = 500;

/**
 * The candidate that `name` was most likely meant to be, or undefined where none is near. Long names are not compared,
 * and of very many candidates only the first.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  const allowed = Math.max(1, Math.floor(name.length / 3));
  let nearest: string | undefined;
  let smallest = allowed + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (compared === mostCompared) break;
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    compared += 1;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < smallest) {
      nearest = candidate;
      smallest = distance;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `left` into `right`. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      let distance = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + cost,
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
