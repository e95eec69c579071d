import { type BuiltInTemplate, languageParameter, messageInput, needsNothing } from './built-in-template.ts';

export const learningTutor: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c005',
  version: 1,
  name: 'Learning tutor',
  description:
    'Explains a subject step by step at the level of the learner, with an example, and sets an exercise with its solution kept apart. Take it for courses, onboarding or homework help, where understanding matters more than a quick answer.',
  category: 'educational',
  tags: ['learning', 'explanation', 'exercise'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      subject: {
        type: 'string',
        description: 'What is taught.',
        examples: ['fractions', 'SQL'],
        minLength: 1,
        maxLength: 200,
      },
      level: {
        type: 'string',
        description: 'How much the learner knows.',
        enum: ['beginner', 'intermediate', 'advanced'],
        default: 'beginner',
      },
      exercise: { type: 'boolean', description: 'An exercise follows the explanation.', default: true },
      language: languageParameter,
    },
    required: ['subject'],
  },
  graph: {
    name: 'Learning tutor',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'explain',
        type: 'model',
        label: 'Explain',
        config: {
          system:
            'You teach {{ params.subject }} to a learner at the level {{ params.level }}, in {{ params.language }}. Explain step by step, with one worked example. Do not give away more than the learner asks for, and end with one question that shows whether it was understood.',
          prompt: '{{ input.message }}',
          temperature: 0.4,
        },
      },
      { id: 'wanted', type: 'conditional', label: 'An exercise?', config: { condition: 'params.exercise' } },
      {
        id: 'exercise',
        type: 'model',
        label: 'Set an exercise',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'You set one exercise for a learner at the level {{ params.level }}, in {{ params.language }}, that can be solved with the explanation alone. Answer with JSON only: {"task": "…", "solution": "…"}',
          prompt: 'Explanation:\n{{ nodes.explain.output.text }}',
          structuredOutput: {
            type: 'object',
            properties: { task: { type: 'string' }, solution: { type: 'string' } },
            required: ['task', 'solution'],
          },
        },
      },
    ],
    edges: [
      { source: 'start', target: 'explain' },
      { source: 'explain', target: 'wanted' },
      { source: 'wanted', sourcePort: 'true', target: 'exercise' },
    ],
    outputs: {
      text: 'nodes.explain.output.text',
      exercise: 'nodes.exercise.output != null ? nodes.exercise.output.data : null',
    },
  },
};
