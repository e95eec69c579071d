import { type BuiltInTemplate, messageInput, needsNothing } from './built-in-template.ts';

export const simpleChat: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c001',
  version: 1,
  name: 'Simple chat',
  description:
    'One model answers one message, with a system prompt of your own if you like. The smallest template there is: take it to try a model, or as the beginning of something of your own.',
  category: 'general',
  tags: ['chat', 'starter'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      systemPrompt: {
        type: 'string',
        description: 'What the model is told about its task before anything else.',
        examples: ['You answer in one sentence.'],
        maxLength: 10_000,
      },
    },
  },
  graph: {
    name: 'Simple chat',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'answer', type: 'model', label: 'Answer', config: { system: '{{ params.systemPrompt }}' } },
    ],
    edges: [{ source: 'start', target: 'answer' }],
    outputs: { text: 'nodes.answer.output.text' },
  },
};
