import { type BuiltInTemplate, messageInput, needsNothing } from './built-in-template.ts';

const answer = (id: string, label: string, system: string, temperature: number) => ({
  id,
  type: 'model',
  label,
  config: { system, prompt: '{{ input.message }}', temperature },
});

export const patternRouter: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c010',
  version: 1,
  name: 'Pattern: router',
  description:
    'A model says of what kind a message is, and each kind is answered in its own way. Take it as the skeleton wherever one prompt has to do too many different things, and replace its three ways by yours.',
  category: 'general',
  tags: ['pattern', 'router', 'switch'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      factual: {
        type: 'string',
        description: 'How questions of fact are answered.',
        default: 'Answer in at most three sentences. If you are not sure, say so.',
        maxLength: 2000,
      },
      creative: {
        type: 'string',
        description: 'How it answers who wants something to be invented.',
        default: 'Be inventive, and offer two ways to go on.',
        maxLength: 2000,
      },
      task: {
        type: 'string',
        description: 'How it answers who wants something to be done.',
        default: 'Do it step by step, and give the result at the end.',
        maxLength: 2000,
      },
    },
  },
  graph: {
    name: 'Router',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'classify',
        type: 'model',
        label: 'Of what kind is it?',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'Say of what kind a message is. fact: somebody wants to know something; creative: something is to be invented; task: something is to be done. Answer with JSON only: {"kind": "fact" | "creative" | "task"}',
          prompt: '{{ input.message }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: { kind: { type: 'string', enum: ['fact', 'creative', 'task'] } },
            required: ['kind'],
          },
        },
      },
      {
        id: 'route',
        type: 'switch',
        label: 'Which way?',
        config: {
          cases: [
            { port: 'fact', condition: "nodes.classify.output.data.kind == 'fact'" },
            { port: 'creative', condition: "nodes.classify.output.data.kind == 'creative'" },
          ],
        },
      },
      answer('fact', 'Fact', '{{ params.factual }}', 0),
      answer('creative', 'Creative', '{{ params.creative }}', 1),
      answer('task', 'Task', '{{ params.task }}', 0.3),
    ],
    edges: [
      { source: 'start', target: 'classify' },
      { source: 'classify', target: 'route' },
      { source: 'route', sourcePort: 'fact', target: 'fact' },
      { source: 'route', sourcePort: 'creative', target: 'creative' },
      { source: 'route', sourcePort: 'default', target: 'task' },
    ],
    outputs: {
      text: 'nodes.fact.output != null ? nodes.fact.output.text : nodes.creative.output != null ? nodes.creative.output.text : nodes.task.output.text',
      kind: 'nodes.classify.output.data.kind',
    },
  },
};
