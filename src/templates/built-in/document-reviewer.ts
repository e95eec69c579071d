import { type BuiltInTemplate, languageParameter, needsNothing } from './built-in-template.ts';

const reviewer = (id: string, label: string, task: string) => ({
  id,
  type: 'model',
  label,
  config: {
    system: `You review a document for {{ params.audience }}, in {{ params.language }}. ${task} List at most five points, the most important first, each with the words that it is about. If there is nothing to say, say so.`,
    prompt: '{{ input.document }}',
    temperature: 0.2,
  },
});

export const documentReviewer: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c009',
  version: 1,
  name: 'Document reviewer',
  description:
    'Three reviewers read a document at the same time, for its content, its clarity and its risks, and one report says what to change first. Take it before something is sent or published; the document comes with the request.',
  category: 'business',
  tags: ['review', 'writing', 'parallel'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      audience: {
        type: 'string',
        description: 'Who will read the document.',
        default: 'people outside the company',
        minLength: 1,
        maxLength: 200,
      },
      language: languageParameter,
    },
  },
  graph: {
    name: 'Document reviewer',
    inputs: {
      type: 'object',
      properties: { document: { type: 'string', description: 'The whole text.' } },
      required: ['document'],
    },
    nodes: [
      { id: 'start', type: 'start' },
      reviewer('content', 'Content', 'Look for what is wrong, unproven, contradictory or missing.'),
      reviewer('clarity', 'Clarity', 'Look for what is hard to understand, too long, or in the wrong order.'),
      reviewer(
        'risk',
        'Risks',
        'Look for promises, private data, and sentences that could be held against the author.',
      ),
      {
        id: 'report',
        type: 'model',
        label: 'Report',
        config: {
          system:
            'Three reviewers have read the same document. Write one report in {{ params.language }}: first what must be changed, then what should be, then what is good. Say each thing once, and add nothing of your own.',
          prompt:
            'Content:\n{{ nodes.content.output.text }}\n\nClarity:\n{{ nodes.clarity.output.text }}\n\nRisks:\n{{ nodes.risk.output.text }}',
          temperature: 0.2,
        },
      },
    ],
    edges: ['content', 'clarity', 'risk'].flatMap((id) => [
      { source: 'start', target: id },
      { source: id, target: 'report' },
    ]),
    outputs: { text: 'nodes.report.output.text' },
  },
};
