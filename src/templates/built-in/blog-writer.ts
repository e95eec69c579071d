import { type BuiltInTemplate, languageParameter, needsNothing } from './built-in-template.ts';

export const blogWriter: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c007',
  version: 1,
  name: 'Blog writer',
  description:
    'Plans an article, writes its sections side by side, and edits them into one text with a title. Take it for articles that are too long to be good in one go.',
  category: 'creative',
  tags: ['writing', 'article', 'map'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      audience: {
        type: 'string',
        description: 'Who reads it.',
        default: 'interested laypeople',
        minLength: 1,
        maxLength: 200,
      },
      sections: {
        type: 'integer',
        description: 'How many sections it has at most.',
        minimum: 1,
        maximum: 8,
        default: 4,
      },
      wordsPerSection: {
        type: 'integer',
        description: 'How long a section is, more or less.',
        minimum: 50,
        maximum: 1000,
        default: 200,
      },
      language: languageParameter,
    },
  },
  graph: {
    name: 'Blog writer',
    inputs: {
      type: 'object',
      properties: { topic: { type: 'string', description: 'What it is about.' } },
      required: ['topic'],
    },
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'plan',
        type: 'model',
        label: 'Plan',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'Plan an article for {{ params.audience }} with at most {{ params.sections }} sections, each with one thought that the one before prepares. Answer with JSON only, in {{ params.language }}: {"title": "…", "sections": ["…"]}',
          prompt: '{{ input.topic }}',
          structuredOutput: {
            type: 'object',
            properties: {
              title: { type: 'string' },
              sections: { type: 'array', items: { type: 'string' }, minItems: 1 },
            },
            required: ['title', 'sections'],
          },
        },
      },
      {
        id: 'write',
        type: 'map',
        label: 'Write the sections',
        config: {
          items: 'nodes.plan.output.data.sections',
          concurrency: 4,
          graph: {
            nodes: [
              { id: 'start', type: 'start' },
              {
                id: 'section',
                type: 'model',
                config: {
                  system:
                    'Write one section of an article for {{ params.audience }} in {{ params.language }}, of about {{ params.wordsPerSection }} words, without its heading. Do not repeat what other sections say.',
                  prompt:
                    'Article: {{ nodes.plan.output.data.title }}\nAll sections: {{ json(nodes.plan.output.data.sections) }}\nThis section: {{ item }}',
                },
              },
            ],
            edges: [{ source: 'start', target: 'section' }],
            outputs: { text: 'nodes.section.output.text' },
          },
        },
      },
      {
        id: 'edit',
        type: 'model',
        label: 'Edit',
        config: {
          system:
            'You edit an article in {{ params.language }}. Give it headings, make the sections follow from one another, remove repetition, and keep every fact. Answer with the article only, in Markdown, without its title.',
          prompt:
            'Title: {{ nodes.plan.output.data.title }}\n\nSections: {{ json(nodes.write.output.results) }}',
          temperature: 0.4,
        },
      },
    ],
    edges: [
      { source: 'start', target: 'plan' },
      { source: 'plan', target: 'write' },
      { source: 'write', target: 'edit' },
    ],
    outputs: { title: 'nodes.plan.output.data.title', text: 'nodes.edit.output.text' },
  },
};
