/** The three examples of the former editor, as it saved them. */

const node = (id: string, nodeType: string, config: object = {}, x = 0) => ({
  id,
  type: nodeType,
  position: { x, y: 100 },
  data: { label: id, nodeType, config },
  selected: false,
  dragging: false,
});

const edge = (source: string, target: string, sourceHandle: string | null = null, index = 0) => ({
  id: `e${index}`,
  source,
  target,
  sourceHandle,
  targetHandle: null,
  type: 'custom',
  data: { condition: null, label: null },
});

const modelConfig = {
  systemMessage: 'You are a helpful assistant.',
  temperature: 0.7,
  maxTokens: 1000,
  model: 'gpt-4',
};

export const simple = {
  name: 'Simple chat',
  description: 'A model that answers',
  nodes: [node('start-1', 'start', { isEntryPoint: true }), node('model-1', 'model', modelConfig, 200)],
  edges: [edge('start-1', 'model-1')],
  metadata: {},
};

export const ragWithTools = {
  name: 'RAG with tools',
  nodes: [
    node('start-1', 'start', { isEntryPoint: true }),
    node('memory-1', 'memory', { enabled: true, window: 20, memoryType: 'conversation' }, 200),
    node('retrieval-1', 'retrieval', { collection: 'docs', topK: 5, threshold: 0.7 }, 400),
    node('model-1', 'model', modelConfig, 600),
    node(
      'conditional-1',
      'conditional',
      { condition: 'has_tool_calls', branches: { true: '', false: '' } },
      800,
    ),
    node('tool-1', 'tool', { tools: ['calculator'], parallel: false }, 1000),
  ],
  edges: [
    edge('start-1', 'memory-1', null, 1),
    edge('memory-1', 'retrieval-1', null, 2),
    edge('retrieval-1', 'model-1', null, 3),
    edge('model-1', 'conditional-1', null, 4),
    edge('conditional-1', 'tool-1', 'true', 5),
    edge('tool-1', 'model-1', null, 6),
  ],
};

export const parallelProcessing = {
  name: 'Parallel processing',
  nodes: [
    node('start-1', 'start', { isEntryPoint: true }),
    ...['model-1', 'model-2', 'model-3'].map((id) =>
      node(id, 'model', { systemMessage: `You are ${id}.` }, 200),
    ),
    node('model-4', 'model', { systemMessage: 'Combine the answers.' }, 400),
  ],
  edges: ['model-1', 'model-2', 'model-3'].flatMap((id, index) => [
    edge('start-1', id, null, 2 * index),
    edge(id, 'model-4', null, 2 * index + 1),
  ]),
};
