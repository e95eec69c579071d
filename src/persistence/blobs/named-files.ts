/** How a text names a file: as nodes hand it on, `{"blob":"…"}`, also in JSON within JSON, or by its address. */
const names = /(?:\bblob\\*"\s*:\s*\\*"|\/blobs\/)([0-9a-f]{64})/g;

/** So many of one execution are noted in one commit. */
const mostNamed = 10_000;

/** Nearly all texts name none: they cost one search for a word. */
export function mayNameFiles(text: string): boolean {
  return text.includes('blob');
}

/** Adds the hashes of the files that a text names. */
export function addNamedFiles(text: string, hashes: Set<string>): void {
  if (!mayNameFiles(text)) return;
  for (const [, hash = ''] of text.matchAll(names)) {
    if (hashes.size >= mostNamed) return;
    hashes.add(hash);
  }
}
