import type { NodePort as NodePortShape, RegisteredKind } from '../../nodes/index.ts';
import { builder } from '../builder.ts';

const NodeCategory = builder.enumType('NodeCategory', {
  description: 'Groups of kinds of node, as a palette shows them.',
  values: {
    CANVAS: { value: 'canvas', description: 'Drawn on the canvas, but not run.' },
    CONTROL: { value: 'control', description: 'Where the execution goes next.' },
    DATA: { value: 'data', description: 'Values and texts.' },
    MODEL: { value: 'model', description: 'Language models.' },
    TIME: { value: 'time', description: 'Waiting.' },
  } as const,
});

const NodePort = builder.objectRef<NodePortShape>('NodePort').implement({
  description: 'A named output of a node: edges leave from it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What edges call it in `sourcePort`.' }),
    description: t.exposeString('description', { description: 'When the node completes on it.' }),
  }),
});

const NodeType = builder.objectRef<RegisteredKind>('NodeType').implement({
  description: 'A kind of node, with everything that a palette or a form needs to know.',
  fields: (t) => ({
    type: t.exposeString('type', { description: 'Its name in a document.' }),
    label: t.exposeString('label', { description: 'Its name for people.' }),
    category: t.expose('category', { type: NodeCategory, description: 'Its group.' }),
    description: t.exposeString('description', { description: 'What it does.' }),
    pure: t.exposeBoolean('pure', {
      description: 'True: it only computes. It takes no time and reaches nothing outside.',
    }),
    ports: t.field({
      type: [NodePort],
      description: 'The outputs of every node of this kind; none: nothing can follow it.',
      resolve: ({ ports }) => ports,
    }),
    configSchema: t.expose('configSchema', { type: 'JSON', description: 'JSON Schema of its settings.' }),
    needs: t.field({
      type: ['String'],
      description: 'What the server must have for it to run, such as `models`.',
      resolve: ({ needs }) => needs,
    }),
  }),
});

builder.queryField('nodeTypes', (t) =>
  t.field({
    type: [NodeType],
    args: { category: t.arg({ type: NodeCategory, description: 'Of this group only.' }) },
    description: 'The kinds of node that this server knows.',
    resolve: (_, { category }, { app }) =>
      app.listNodeKinds().filter((kind) => !category || kind.category === category),
  }),
);
