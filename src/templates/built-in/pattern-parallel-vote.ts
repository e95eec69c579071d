import { type BuiltInTemplate, messageInput, needsNothing } from './built-in-template.ts';

const candidate = (id: string, temperature: number) => ({
  id,
  type: 'model',
  label: 'Answer',
  config: { system: '{{ params.instruction }}', prompt: '{{ input.message }}', temperature },
});

export const patternParallelVote: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c012',
  version: 1,
  name: 'Pattern: parallel vote with a judge',
  description:
    'Three answers are written at the same time, from cautious to bold, and a judge chooses the best and says why. Take it where one answer is not reliable enough, and four calls of a model are not too dear.',
  category: 'general',
  tags: ['pattern', 'parallel', 'judge'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      instruction: {
        type: 'string',
        description: 'What all three are told.',
        default: 'Answer as well as you can.',
        minLength: 1,
        maxLength: 5000,
      },
      criteria: {
        type: 'string',
        description: 'What the judge chooses by.',
        default: 'The most correct answer; of equally correct ones, the clearest.',
        minLength: 1,
        maxLength: 5000,
      },
    },
  },
  graph: {
    name: 'Parallel vote',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      candidate('cautious', 0),
      candidate('balanced', 0.7),
      candidate('bold', 1.2),
      {
        id: 'judge',
        type: 'model',
        label: 'Judge',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'Choose the best of three answers. {{ params.criteria }} Their order says nothing of their worth. Answer with JSON only: {"best": 1 | 2 | 3, "reason": "…"}',
          prompt:
            'Question: {{ input.message }}\n\n1: {{ nodes.cautious.output.text }}\n\n2: {{ nodes.balanced.output.text }}\n\n3: {{ nodes.bold.output.text }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: { best: { type: 'integer', minimum: 1, maximum: 3 }, reason: { type: 'string' } },
            required: ['best', 'reason'],
          },
        },
      },
    ],
    edges: ['cautious', 'balanced', 'bold'].flatMap((id) => [
      { source: 'start', target: id },
      { source: id, target: 'judge' },
    ]),
    outputs: {
      text: 'nodes.judge.output.data.best == 1 ? nodes.cautious.output.text : nodes.judge.output.data.best == 2 ? nodes.balanced.output.text : nodes.bold.output.text',
      reason: 'nodes.judge.output.data.reason',
    },
  },
};
