import { type BuiltInTemplate, languageParameter, needsNothing } from './built-in-template.ts';

export const dataAnalyst: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c008',
  version: 1,
  name: 'Data analyst',
  description:
    'Answers a question about rows of data that come with the request, with findings, with what speaks against them, and with the chart that would show it best. Take it for tables of up to a few hundred rows; it reads them and calculates nothing outside of the model.',
  category: 'data_analysis',
  tags: ['data', 'table', 'chart'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      maxRows: {
        type: 'integer',
        description: 'How many rows the model reads at most: the first ones.',
        minimum: 1,
        maximum: 500,
        default: 200,
      },
      language: languageParameter,
    },
  },
  graph: {
    name: 'Data analyst',
    inputs: {
      type: 'object',
      properties: {
        question: { type: 'string', description: 'What is to be found out.' },
        rows: { type: 'array', items: { type: 'object' }, description: 'The data, an object for each row.' },
      },
      required: ['question', 'rows'],
    },
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'sample',
        type: 'transform',
        label: 'Take the first rows',
        config: {
          outputs: {
            rows: 'size(input.rows) > params.maxRows ? input.rows.slice(0, params.maxRows) : input.rows',
            total: 'size(input.rows)',
          },
        },
      },
      {
        id: 'analyse',
        type: 'model',
        label: 'Analyse',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'You analyse data, in {{ params.language }}. Use only the rows that you are given, show the numbers that you rely on, and name what may be wrong with them. Answer with JSON only: {"answer": "…", "findings": ["…"], "caveats": ["…"], "chart": {"type": "bar" | "line" | "pie" | "scatter" | "none", "x": "…" | null, "y": "…" | null}}',
          prompt:
            'Question: {{ input.question }}\nRows in all: {{ nodes.sample.output.total }}, given: {{ size(nodes.sample.output.rows) }}\n{{ json(nodes.sample.output.rows) }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: {
              answer: { type: 'string' },
              findings: { type: 'array', items: { type: 'string' } },
              caveats: { type: 'array', items: { type: 'string' } },
              chart: {
                type: 'object',
                properties: {
                  type: { type: 'string', enum: ['bar', 'line', 'pie', 'scatter', 'none'] },
                  x: { type: ['string', 'null'] },
                  y: { type: ['string', 'null'] },
                },
                required: ['type'],
              },
            },
            required: ['answer', 'findings', 'caveats', 'chart'],
          },
        },
      },
    ],
    edges: [
      { source: 'start', target: 'sample' },
      { source: 'sample', target: 'analyse' },
    ],
    outputs: {
      text: 'nodes.analyse.output.data.answer',
      findings: 'nodes.analyse.output.data.findings',
      caveats: 'nodes.analyse.output.data.caveats',
      chart: 'nodes.analyse.output.data.chart',
    },
  },
};
