/** So many pieces lie side by side until they become one. */
const mostPieces = 1024;

/**
 * A text that grows by many short pieces. A string to which they are added keeps each of them in memory, and an object
 * that joins it to the others: a hundred bytes for a piece of one letter.
 */
export class LongText {
  #parts: string[] = [];
  #pieces: string[] = [];

  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length >= mostPieces) this.#join();
  }

  toString(): string {
    this.#join();
    if (this.#parts.length > 1) this.#parts = [this.#parts.join('')];
    return this.#parts[0] ?? '';
  }

  #join(): void {
    if (this.#pieces.length === 0) return;
    this.#parts.push(this.#pieces.join(''));
    this.#pieces = [];
  }
}
