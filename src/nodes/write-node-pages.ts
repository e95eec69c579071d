/* Writes the reference of every kind of node to docs/nodes; what people wrote below it stays. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInKinds } from './kinds.ts';
import { handWritten, nodePage } from './node-page.ts';

const folder = join(import.meta.dirname, '../../docs/nodes');

for (const kind of builtInKinds) {
  const file = join(folder, `${kind.type}.md`);
  const [, below = '\n'] = existsSync(file) ? readFileSync(file, 'utf8').split(handWritten) : [];
  writeFileSync(file, `${nodePage(kind)}${below}`);
}
