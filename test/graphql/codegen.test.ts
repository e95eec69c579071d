import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js');

/** What `npm run codegen` would write anew. Another process: the generator brings its own copy of `graphql`. */
function stale(): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, '--check'], { cwd: root }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, said: `${stdout}${stderr}` }),
    );
  });
}

it('the types of the operations are those that would be generated: after a change, npm run codegen', async () => {
  expect(await stale()).toMatchObject({ code: 0 });
});
