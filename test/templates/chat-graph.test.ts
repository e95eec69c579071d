import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { chatGraph } from '../../src/templates/index.ts';
import { plainChat } from '../support/nothing-asked.ts';
import { apiContext } from '../support/validation-context.ts';
import { validator } from '../support/validator.ts';

describe('the graph of a chat', () => {
  it('asks the model, and gives its text', () => {
    const graph = chatGraph(plainChat);
    expect(graph.nodes.map(({ type }) => type)).toEqual(['start', 'model', 'end']);
    expect(validator.validate(graph, apiContext).result.issues).toEqual([]);
    expect(graph.outputs).toEqual({ text: 'nodes.answer.output.text' });
  });

  it('stays the same for what is switched off', () => {
    const off = {
      ...plainChat,
      enableMemory: false,
      enableRetrieval: false,
      enableTools: false,
      memoryWindow: 3,
    };
    expect(chatGraph(off)).toEqual(chatGraph(plainChat));
  });

  it('has no tools where none is allowed', () => {
    expect(chatGraph({ ...plainChat, enableTools: true, allowedTools: [] })).toEqual(chatGraph(plainChat));
  });

  it.each([
    'enableMemory',
    'enableRetrieval',
    'enableTools',
  ] as const)('is refused for %s, which is not there yet', (flag) => {
    const asked = () => chatGraph({ ...plainChat, [flag]: true });
    expect(asked).toThrow(AppError);
    expect(asked).toThrow(expect.objectContaining({ code: 'workflow/unsupported', details: { flag } }));
  });
});
