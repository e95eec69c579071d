import type { WorkflowGraphInput } from './generated/graphql.ts';

/**
 * A small support workflow: what the customer writes decides by which way it is answered. Its two models are the
 * offline ones, so it runs without a key.
 */
export const supportWorkflow: WorkflowGraphInput = {
  inputs: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  variables: { urgent: false, note: '' },
  nodes: [
    { id: 'start', type: 'start' },
    {
      id: 'judge',
      type: 'variable',
      config: { operation: 'set', name: 'urgent', value: "{{ input.message.contains('broken') }}" },
    },
    { id: 'urgent', type: 'conditional', config: { condition: 'vars.urgent' } },
    {
      id: 'calm',
      type: 'model',
      config: {
        provider: 'offline',
        model: 'scripted',
        prompt: JSON.stringify([
          {
            do: 'text',
            text: 'I am sorry that this happened. A colleague looks at it right now. ',
            paceMs: 40,
          },
        ]),
      },
    },
    { id: 'remember', type: 'variable', config: { operation: 'set', name: 'note', value: 'Escalated. ' } },
    {
      id: 'answer',
      type: 'model',
      join: 'ANY',
      config: {
        provider: 'offline',
        model: 'scripted',
        prompt:
          '[{ "do": "text", "paceMs": 40, "text": {{ json(vars.note + "You wrote: " + input.message + ". We will come back to you today.") }} }]',
      },
    },
    { id: 'end', type: 'end' },
  ],
  edges: [
    { source: 'start', target: 'judge' },
    { source: 'judge', target: 'urgent' },
    { source: 'urgent', sourcePort: 'true', target: 'calm' },
    { source: 'urgent', sourcePort: 'false', target: 'answer' },
    { source: 'calm', target: 'remember' },
    { source: 'remember', target: 'answer' },
    { source: 'answer', target: 'end' },
  ],
  outputs: { answer: 'nodes.answer.output.text', urgent: 'vars.urgent' },
};
