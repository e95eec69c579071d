import type { BlobInfo } from '../runtime/ports/blobs.ts';
import type { AppPorts } from './app-ports.ts';
import { readingAs, type Viewer } from './viewer.ts';

/** Bytes that the viewer may read. */
export interface StoredBytes extends BlobInfo {
  /** Those from `from` up to, not including, `to`, as fast as they are taken. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

export interface FindBytesInput {
  readonly hash: string;
  /** Null: one's own. */
  readonly ownerId: string | null;
}

export async function findBytes(
  { blobs }: AppPorts,
  viewer: Viewer,
  { hash, ownerId }: FindBytesInput,
): Promise<StoredBytes | null> {
  const reader = readingAs(viewer, ownerId);
  const info = reader && (await blobs.find(reader.ownerId, hash));
  return info && { ...info, read: (from, to) => blobs.read(reader.ownerId, hash, from, to) };
}
