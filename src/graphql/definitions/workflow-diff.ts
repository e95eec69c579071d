import type { GraphChange, GraphDiff } from '../../graph/index.ts';
import { builder } from '../builder.ts';

const ChangeSubject = builder.enumType('WorkflowChangeSubject', {
  description: 'What a change is of.',
  values: {
    NODE: { value: 'node', description: 'A node.' },
    EDGE: { value: 'edge', description: 'An edge.' },
    INPUT: { value: 'input', description: 'An input that the workflow asks for.' },
    OUTPUT: { value: 'output', description: 'An output that it gives.' },
    VARIABLE: { value: 'variable', description: 'A variable.' },
    LIMIT: { value: 'limit', description: 'A limit of each execution.' },
    DOCUMENT: { value: 'document', description: 'Its name, description or metadata.' },
  } as const,
});

const ChangeKind = builder.enumType('WorkflowChangeKind', {
  description: 'How something has changed.',
  values: {
    ADDED: { value: 'added', description: 'It was not there before.' },
    REMOVED: { value: 'removed', description: 'It is not there any more.' },
    CHANGED: { value: 'changed', description: 'Something in it is another.' },
    REORDERED: { value: 'reordered', description: 'Nodes start, or edges are asked, in another order.' },
  } as const,
});

export const WorkflowChange = builder.objectRef<GraphChange>('WorkflowChange').implement({
  description: 'One difference between two graphs.',
  fields: (t) => ({
    subject: t.expose('subject', { type: ChangeSubject, description: 'What it is of.' }),
    id: t.exposeString('id', {
      nullable: true,
      description:
        "The node, edge, input, output, variable or limit; in a node's own graph, after the node's with a slash between. Null: all of them.",
    }),
    change: t.expose('change', { type: ChangeKind, description: 'How it has changed.' }),
    path: t.exposeString('path', {
      nullable: true,
      description: 'The place in it: `config.prompt`; null: it as a whole.',
    }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      description: 'What was there; null if there was nothing.',
    }),
    after: t.expose('after', {
      type: 'JSON',
      nullable: true,
      description: 'What is there; null if there is nothing.',
    }),
    layout: t.exposeBoolean('layout', {
      description: 'It changes what people see, and nothing of what runs.',
    }),
    breaking: t.exposeBoolean('breaking', {
      description: 'Whoever runs the workflow, or reads its outputs, may have to change something.',
    }),
  }),
});

export const WorkflowDiff = builder.objectRef<GraphDiff>('WorkflowDiff').implement({
  description: 'What leads from one graph to another.',
  fields: (t) => ({
    isSame: t.exposeBoolean('isSame', {
      description: 'Both run the same: what has changed is layout, or nothing.',
    }),
    isBreaking: t.exposeBoolean('isBreaking', { description: 'Some change is breaking.' }),
    changes: t.field({
      type: [WorkflowChange],
      description: 'Every change.',
      resolve: ({ changes }) => changes,
    }),
  }),
});
