import type { BlobInfo } from '../runtime/ports/blobs.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** Bytes that the viewer may read. */
export interface StoredBytes extends BlobInfo {
  /** Those from `from` up to, not including, `to`, as fast as they are taken. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

export async function findBytes(
  { blobs }: AppPorts,
  { ownerId }: Viewer,
  hash: string,
): Promise<StoredBytes | null> {
  const info = await blobs.find(ownerId, hash);
  return info && { ...info, read: (from, to) => blobs.read(ownerId, hash, from, to) };
}
