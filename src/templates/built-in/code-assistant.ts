import { type BuiltInTemplate, messageInput, needsNothing } from './built-in-template.ts';

export const codeAssistant: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c003',
  version: 1,
  name: 'Code assistant',
  description:
    'Writes or explains code in one programming language and, unless you switch it off, has a second look at its own answer for mistakes before you see it. Take it where an answer may cost a second call of the model and should be right the first time.',
  category: 'programming',
  tags: ['code', 'review'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      programmingLanguage: {
        type: 'string',
        description: 'The language that code is written in.',
        default: 'TypeScript',
        examples: ['TypeScript', 'Python'],
        minLength: 1,
        maxLength: 50,
      },
      explain: { type: 'boolean', description: 'It explains its code, too.', default: true },
      review: {
        type: 'boolean',
        description: 'It looks at its answer again, and corrects it.',
        default: true,
      },
    },
  },
  graph: {
    name: 'Code assistant',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'draft',
        type: 'model',
        label: 'Write',
        config: {
          system:
            "You are an experienced programmer. Write {{ params.programmingLanguage }} that runs as it stands, handles errors and uses no library that the question does not mention. {{ params.explain ? 'Explain it in a few sentences below.' : 'Give the code only.' }}",
          temperature: 0.2,
        },
      },
      { id: 'review', type: 'conditional', label: 'Look again?', config: { condition: 'params.review' } },
      {
        id: 'correct',
        type: 'model',
        label: 'Correct',
        config: {
          system:
            'You review code. Look for mistakes, missing cases and unsafe use of input. Give the whole answer again, corrected, without a word about the review.',
          prompt: 'Question:\n{{ input.message }}\n\nAnswer:\n{{ nodes.draft.output.text }}',
          temperature: 0,
        },
      },
    ],
    edges: [
      { source: 'start', target: 'draft' },
      { source: 'draft', target: 'review' },
      { source: 'review', sourcePort: 'true', target: 'correct' },
    ],
    outputs: {
      text: 'nodes.correct.output != null ? nodes.correct.output.text : nodes.draft.output.text',
      draft: 'nodes.draft.output.text',
    },
  },
};
