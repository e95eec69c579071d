import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtInKinds, compileWorkflow, createRegistry, type RegisteredKind } from '../../src/nodes/index.ts';
import { createValidator } from '../../src/validation/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { execute, openTestRuntime } from '../support/runtime.ts';
import { apiContext } from '../support/validation-context.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/developing.md'), 'utf8');

function block(language: string): string {
  const match = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'm').exec(page);
  if (!match) throw new Error(`the page has no ${language} block`);
  const [, indent = '', text = ''] = match;
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** The declaration as the page shows it, read as if it stood where the page says. */
async function shoutKind(): Promise<RegisteredKind> {
  const folder = await mkdtemp(join(import.meta.dirname, 'shout-'));
  try {
    const file = join(folder, 'shout-kind.ts');
    await writeFile(file, block('ts').replaceAll("from '../", "from '../../../src/nodes/"));
    return (await import(file)).shoutKind;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('the new kind of node on the page is checked, and runs, once it is registered', async () => {
  const registry = createRegistry([...builtInKinds, await shoutKind()]);
  const workflow = JSON.parse(block('json'));
  const { graph, result } = createValidator(registry).validate(workflow, apiContext);
  expect(result.issues).toEqual([]);
  expect(graph && compileWorkflow(graph, registry).ok).toBe(true);
  const database = await createTestDatabase();
  const runtime = await openTestRuntime({ url: database.url, registry });
  const { output } = await execute(runtime.app, workflow, { input: { name: 'ada' }, waitMs: 30_000 });
  await runtime.close();
  await database.drop();
  expect(output).toEqual({ greeting: 'HELLO ADA!!!' });
});
