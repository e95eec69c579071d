import { messageType, type Scope } from '../../src/expression/index.ts';
import type { Json } from '../../src/kernel/index.ts';

/** A scope as the validator makes it of a graph, with something of every type. */
export const scope: Scope = {
  input: {
    fields: {
      topic: 'string',
      score: 'number',
      tags: { list: 'string' },
      position: 'number',
      urgent: 'bool',
    },
  },
  vars: { fields: { tries: 'number', total: 'number', name: 'string', items: { list: 'dyn' }, data: 'dyn' } },
  nodes: { fields: { answer: { fields: { output: 'dyn' } }, 'my-node': { fields: { output: 'dyn' } } } },
  loop: { fields: { refine: { fields: { index: 'number', previous: 'dyn', exhausted: 'bool' } } } },
  labels: { map: 'string' },
  messages: { list: messageType },
};

export const values: Readonly<Record<string, Json>> = {
  input: { topic: 'cats', score: 1, tags: ['a', 'b'], position: 1, urgent: false },
  vars: { tries: 2, total: 5, name: 'Ada', items: [1, 2, 3], data: { constructor: 'Acme', size: 2 } },
  nodes: { answer: { output: { text: 'hi', none: null } }, 'my-node': { output: [true] } },
  loop: { refine: { index: 2, previous: null, exhausted: false } },
  labels: { env: 'prod' },
  messages: [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'search', arguments: {} }] },
    { role: 'tool', content: 'found', toolCallId: '1' },
    { role: 'assistant', content: 'more', toolCalls: [{ id: '2', name: 'search', arguments: {} }] },
  ],
};
