import { type BuiltInTemplate, needsNothing } from './built-in-template.ts';

export const patternEvaluatorOptimiser: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c011',
  version: 1,
  name: 'Pattern: evaluator and optimiser',
  description:
    'One model writes, another judges by criteria of yours, and the first writes again with the criticism until the second is content or the rounds are used up. Take it where quality can be judged better than it can be asked for.',
  category: 'general',
  tags: ['pattern', 'loop', 'quality'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      criteria: {
        type: 'string',
        description: 'What a good result is.',
        default: 'It is correct, complete and easy to read.',
        minLength: 1,
        maxLength: 5000,
      },
      maxRounds: {
        type: 'integer',
        description: 'How often it is written at most.',
        minimum: 1,
        maximum: 10,
        default: 3,
      },
    },
  },
  graph: {
    name: 'Evaluator and optimiser',
    inputs: {
      type: 'object',
      properties: { task: { type: 'string', description: 'What is to be written.' } },
      required: ['task'],
    },
    variables: { feedback: '', accepted: false },
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'rounds',
        type: 'loop',
        label: 'Until it is good',
        config: { maxIterations: '{{ params.maxRounds }}', until: 'vars.accepted' },
      },
      {
        id: 'write',
        type: 'model',
        label: 'Write',
        config: {
          system: 'Do the task. Give the result only.',
          prompt:
            "Task: {{ input.task }}{{ vars.feedback == '' ? '' : '\\n\\nYour last result: ' + nodes.write.output.text + '\\n\\nWhat was wrong with it: ' + vars.feedback }}",
        },
      },
      {
        id: 'evaluate',
        type: 'model',
        label: 'Judge',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'You judge a result by these criteria: {{ params.criteria }} Be strict: accept it only where you would change nothing. Answer with JSON only: {"accepted": true | false, "feedback": "…"}',
          prompt: 'Task: {{ input.task }}\n\nResult: {{ nodes.write.output.text }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: { accepted: { type: 'boolean' }, feedback: { type: 'string' } },
            required: ['accepted', 'feedback'],
          },
        },
      },
      {
        id: 'keep_verdict',
        type: 'variable',
        config: { operation: 'set', name: 'accepted', value: '{{ nodes.evaluate.output.data.accepted }}' },
      },
      {
        id: 'keep_feedback',
        type: 'variable',
        config: { operation: 'set', name: 'feedback', value: '{{ nodes.evaluate.output.data.feedback }}' },
      },
    ],
    edges: [
      { source: 'start', target: 'rounds' },
      { source: 'rounds', sourcePort: 'body', target: 'write' },
      { source: 'write', target: 'evaluate' },
      { source: 'evaluate', target: 'keep_verdict' },
      { source: 'keep_verdict', target: 'keep_feedback' },
      { source: 'keep_feedback', target: 'rounds' },
    ],
    outputs: {
      text: 'nodes.write.output.text',
      accepted: 'vars.accepted',
      feedback: 'vars.feedback',
    },
  },
};
