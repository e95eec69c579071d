import {
  type Gap,
  isGap,
  type LogRow,
  mostRowLength,
  type StoredEvent,
  type StoredRow,
  typeOf,
} from './log-row.ts';

export interface KeptRow extends StoredRow {
  readonly epoch: number;
}

type NewRow = Omit<LogRow, 'executionId'>;

/** What is only there to be watched as it comes: what it amounts to is in the event that ends the attempt. */
const passing: ReadonlySet<string> = new Set(['TextDelta', 'ReasoningDelta']);

/**
 * The same rows without deltas. What is kept keeps its place. Rows of another epoch begin where they began: that is the
 * place which the owner before them finds taken.
 */
export function rowsWithoutDeltas(rows: readonly KeptRow[]): readonly NewRow[] {
  const packer = new RowPacker();
  for (const { sequence, epoch, events } of rows) {
    let place = sequence;
    for (const stored of events) {
      if (isGap(stored)) packer.leaveOut(place, epoch, stored.gap);
      else if (passing.has(typeOf(stored))) packer.leaveOut(place, epoch, 1);
      else packer.keep(place, epoch, stored);
      place += isGap(stored) ? stored.gap : 1;
    }
  }
  return packer.finish();
}

class RowPacker {
  readonly #rows: NewRow[] = [];
  #row: NewRow | null = null;
  #gap: { readonly sequence: number; readonly epoch: number; size: number } | null = null;

  leaveOut(sequence: number, epoch: number, size: number): void {
    if (this.#gap?.epoch === epoch) {
      this.#gap.size += size;
      return;
    }
    this.#closeGap();
    this.#gap = { sequence, epoch, size };
  }

  keep(sequence: number, epoch: number, stored: StoredEvent): void {
    this.#closeGap();
    this.#add(sequence, epoch, JSON.stringify(stored));
  }

  finish(): readonly NewRow[] {
    this.#closeGap();
    return this.#rows;
  }

  /** A gap ends its row: so the places in a row are counted without looking into it. */
  #closeGap(): void {
    if (this.#gap === null) return;
    const { sequence, epoch, size } = this.#gap;
    const gap: Gap = { gap: size };
    this.#gap = null;
    this.#add(sequence, epoch, JSON.stringify(gap));
    this.#row = null;
  }

  #add(sequence: number, epoch: number, text: string): void {
    const row = this.#row;
    if (row !== null && row.epoch === epoch && row.events.length + text.length < mostRowLength) {
      row.events += `,${text}`;
      return;
    }
    this.#row = { sequence, epoch, events: text };
    this.#rows.push(this.#row);
  }
}
