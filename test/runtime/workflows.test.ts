import { describe, expect, it } from 'vitest';
import { newTestWorkflows } from '../support/context-for.ts';
import { noop, sequence } from '../support/runtime.ts';
import { apiContext } from '../support/validation-context.ts';

const megabyte = 1_000_000;

describe('workflows that were made ready to run', () => {
  it('are kept in memory, but of large ones only a few', async () => {
    const workflows = newTestWorkflows();
    const validated = (name: string, characters: number) =>
      workflows.validated(sequence(noop({ text: name.repeat(characters) })), apiContext);
    const small = await validated('s', 10);
    const first = await validated('a', megabyte);
    expect(workflows.find(first.hash)).not.toBeNull();
    for (const name of ['b', 'c', 'd']) await validated(name, megabyte);
    expect(workflows.find(small.hash)).not.toBeNull();
    await validated('e', megabyte);
    expect(workflows.find(first.hash)).toBeNull();
    expect(workflows.find(small.hash)).not.toBeNull();
  });
});
