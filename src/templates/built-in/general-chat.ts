import { type BuiltInTemplate, languageParameter, messageInput, needsNothing } from './built-in-template.ts';

export const generalChat: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c002',
  version: 1,
  name: 'General chat',
  description:
    'An assistant with a name, a tone and a language of your choice, that says so when it does not know something. Take it for a chat on your site or in your team that is about everything and nothing in particular.',
  category: 'general',
  tags: ['chat', 'assistant'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      assistantName: {
        type: 'string',
        description: 'What the assistant calls itself.',
        default: 'the assistant',
        minLength: 1,
        maxLength: 100,
      },
      tone: {
        type: 'string',
        description: 'How it speaks.',
        enum: ['friendly', 'formal', 'brief'],
        default: 'friendly',
      },
      language: languageParameter,
      temperature: {
        type: 'number',
        description: 'How freely it chooses its words: 0 is the most predictable.',
        minimum: 0,
        maximum: 2,
        default: 0.7,
      },
    },
  },
  graph: {
    name: 'General chat',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'answer',
        type: 'model',
        label: 'Answer',
        config: {
          system:
            'You are {{ params.assistantName }}. Your tone is {{ params.tone }}. Answer in {{ params.language }}. If you do not know something, say so instead of guessing; if a question can be read in two ways, ask which is meant.',
          temperature: '{{ params.temperature }}',
        },
      },
    ],
    edges: [{ source: 'start', target: 'answer' }],
    outputs: { text: 'nodes.answer.output.text' },
  },
};
