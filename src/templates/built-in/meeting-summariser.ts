import { type BuiltInTemplate, languageParameter, needsNothing } from './built-in-template.ts';

export const meetingSummariser: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c006',
  version: 1,
  name: 'Meeting summariser',
  description:
    'Turns the transcript of a meeting into a summary for those who were not there, and, at the same time, into a list of decisions and of tasks with who does them and until when. Take it after every meeting that was recorded.',
  category: 'business',
  tags: ['meeting', 'summary', 'tasks'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      maxWords: {
        type: 'integer',
        description: 'How long the summary is at most.',
        minimum: 20,
        maximum: 2000,
        default: 200,
      },
      language: languageParameter,
    },
  },
  graph: {
    name: 'Meeting summariser',
    inputs: {
      type: 'object',
      properties: { transcript: { type: 'string', description: 'What was said, with who said it.' } },
      required: ['transcript'],
    },
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'summarise',
        type: 'model',
        label: 'Summarise',
        config: {
          system:
            'Summarise the meeting in at most {{ params.maxWords }} words, in {{ params.language }}, for somebody who was not there: what it was about, what was said for and against, and what came out of it. Say only what is in the transcript.',
          prompt: '{{ input.transcript }}',
          temperature: 0.2,
        },
      },
      {
        id: 'extract',
        type: 'model',
        label: 'Find decisions and tasks',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'Find what was decided in the meeting, and who is to do what until when. A name or a date that was not said is null. Answer with JSON only: {"decisions": ["…"], "tasks": [{"task": "…", "who": "…" | null, "until": "…" | null}]}',
          prompt: '{{ input.transcript }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: {
              decisions: { type: 'array', items: { type: 'string' } },
              tasks: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    task: { type: 'string' },
                    who: { type: ['string', 'null'] },
                    until: { type: ['string', 'null'] },
                  },
                  required: ['task'],
                },
              },
            },
            required: ['decisions', 'tasks'],
          },
        },
      },
    ],
    edges: [
      { source: 'start', target: 'summarise' },
      { source: 'start', target: 'extract' },
    ],
    outputs: {
      summary: 'nodes.summarise.output.text',
      decisions: 'nodes.extract.output.data.decisions',
      tasks: 'nodes.extract.output.data.tasks',
    },
  },
};
