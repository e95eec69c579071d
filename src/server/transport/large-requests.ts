import type { TransportLimits } from './transport-limits.ts';

type RoomLimits = Pick<TransportLimits, 'mostLargeBytes' | 'mostLargeBytesPerOwner'>;

const smallBytes = 64 * 1024;

/** Whether a request of this size must wait for room: a small one need not. */
export function needsRoom(bytes: number): boolean {
  return bytes > smallBytes;
}

interface Waiting {
  readonly ownerId: string;
  readonly bytes: number;
  readonly enter: () => void;
}

/**
 * Lets only so much of large requests in at a time: read as JSON, one may become ten times as large as it came. The others
 * wait, unread, until there is room. A request that is larger than its owner's share is let in when he has no other.
 */
export class LargeRequests {
  readonly #limits: RoomLimits;
  readonly #taken = new Map<string, number>();
  #total = 0;
  #waiting: Waiting[] = [];

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  /** Resolves when there is room, to what gives it back. */
  async enter(ownerId: string, bytes: number): Promise<() => void> {
    if (this.#fits(ownerId, bytes)) this.#take(ownerId, bytes);
    else await new Promise<void>((enter) => this.#waiting.push({ ownerId, bytes, enter }));
    let isInside = true;
    return () => {
      if (isInside) this.#leave(ownerId, bytes);
      isInside = false;
    };
  }

  #fits(ownerId: string, bytes: number): boolean {
    const { mostLargeBytes, mostLargeBytesPerOwner } = this.#limits;
    const own = this.#taken.get(ownerId) ?? 0;
    const isWithinShare = own === 0 || own + bytes <= mostLargeBytesPerOwner;
    return isWithinShare && (this.#total === 0 || this.#total + bytes <= mostLargeBytes);
  }

  #take(ownerId: string, bytes: number): void {
    this.#total += bytes;
    this.#taken.set(ownerId, (this.#taken.get(ownerId) ?? 0) + bytes);
  }

  #leave(ownerId: string, bytes: number): void {
    this.#total -= bytes;
    const left = (this.#taken.get(ownerId) ?? 0) - bytes;
    if (left > 0) this.#taken.set(ownerId, left);
    else this.#taken.delete(ownerId);
    this.#waiting = this.#waiting.filter((one) => !this.#lets(one));
  }

  #lets({ ownerId, bytes, enter }: Waiting): boolean {
    const fits = this.#fits(ownerId, bytes);
    if (fits) this.#take(ownerId, bytes);
    if (fits) enter();
    return fits;
  }
}
