import { type BuiltInTemplate, needsNothing } from './built-in-template.ts';

export const patternMap: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c013',
  version: 1,
  name: 'Pattern: map over a list',
  description:
    'Does the same with every item of a list, several at a time, and gives the results in the order of the items; null stands where an item failed. Take it to translate, tag, shorten or rate many things with one instruction.',
  category: 'general',
  tags: ['pattern', 'map', 'list'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      instruction: {
        type: 'string',
        description: 'What is done with each item.',
        examples: ['Translate it into French.'],
        minLength: 1,
        maxLength: 5000,
      },
      concurrency: {
        type: 'integer',
        description: 'How many items are under way at a time.',
        minimum: 1,
        maximum: 50,
        default: 5,
      },
    },
    required: ['instruction'],
  },
  graph: {
    name: 'Map over a list',
    inputs: {
      type: 'object',
      properties: { items: { type: 'array', items: { type: 'string' }, description: 'The items.' } },
      required: ['items'],
    },
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'each',
        type: 'map',
        label: 'Each item',
        config: {
          items: 'input.items',
          concurrency: '{{ params.concurrency }}',
          onItemError: 'collect',
          graph: {
            nodes: [
              { id: 'start', type: 'start' },
              {
                id: 'work',
                type: 'model',
                config: {
                  system: '{{ params.instruction }} Give the result only.',
                  prompt: '{{ item }}',
                  temperature: 0.2,
                },
              },
            ],
            edges: [{ source: 'start', target: 'work' }],
            outputs: { text: 'nodes.work.output.text' },
          },
        },
      },
    ],
    edges: [{ source: 'start', target: 'each' }],
    outputs: { results: 'nodes.each.output.results', errors: 'nodes.each.output.errors' },
    limits: { maxSteps: 10_000 },
  },
};
