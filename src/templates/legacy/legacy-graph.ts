import type { JsonObject } from '../../kernel/index.ts';

type Node = JsonObject & { readonly id: string };
type Edge = JsonObject;

/** What the generated chat does beside asking its model. */
export interface LegacyStages {
  readonly memory: boolean;
  readonly retrieval: boolean;
  readonly tools: boolean;
  /** Tools that it may run; none: whatever there is. */
  readonly allowedTools: readonly string[];
  /** Whether parameters say if a stage is wanted. */
  readonly isOptional: boolean;
}

/** A part of the graph, up to its end. */
interface Part {
  readonly first: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The graph that the former system generated: context first, then a model, which may run tools until it answers. */
export function legacyGraph(stages: LegacyStages): JsonObject {
  const { memory, retrieval, tools, isOptional } = stages;
  let part: Part = tools ? answerWithTools(stages) : answerAlone;
  if (retrieval) part = before(part, retrieve, isOptional ? 'params.enableRetrieval' : null);
  if (memory) part = before(part, remember, isOptional ? 'params.enableMemory' : null);
  const nodes = [{ id: 'start', type: 'start' }, ...part.nodes, { id: 'end', type: 'end' }];
  const edges = [{ source: 'start', target: part.first }, ...part.edges];
  const text = tools ? 'lastMessage().content' : 'nodes.answer.output.text';
  return { outputs: { text }, nodes, edges };
}

const modelConfig: JsonObject = {
  provider: '{{ params.provider }}',
  model: '{{ params.model }}',
  temperature: '{{ params.temperature }}',
  maxTokens: '{{ params.maxTokens }}',
};

const answer: Node = {
  id: 'answer',
  type: 'model',
  config: { ...modelConfig, system: '{{ params.systemPrompt }}' },
};

const answerAlone: Part = {
  first: 'answer',
  nodes: [answer],
  edges: [{ source: 'answer', target: 'end' }],
};

const remember: Node = { id: 'remember', type: 'memory', config: { strategy: 'summary' } };

const retrieve: Node = {
  id: 'retrieve',
  type: 'retrieval',
  config: { maxDocuments: '{{ params.maxDocuments }}', threshold: '{{ params.threshold }}' },
};

/** At the bound the tools have answered, and a model that may run none says the last word. */
function answerWithTools({ allowedTools, isOptional }: LegacyStages): Part {
  const wanted = isOptional ? 'params.enableTools && hasToolCalls()' : 'hasToolCalls()';
  const config: JsonObject = {
    ...(allowedTools.length > 0 ? { allowedTools } : {}),
    maxToolCalls: '{{ params.maxToolCalls }}',
    toolTimeoutMs: '{{ params.toolTimeoutMs }}',
    parallel: '{{ params.parallelToolCalls }}',
  };
  const system = 'Provide a final response based on the tool results.';
  return {
    first: 'answer',
    nodes: [
      answer,
      { id: 'run_tools', type: 'tools', config },
      { id: 'finalize', type: 'model', config: { ...modelConfig, system } },
    ],
    edges: [
      { source: 'answer', target: 'run_tools', condition: wanted },
      { source: 'answer', target: 'end' },
      { source: 'run_tools', target: 'finalize', condition: 'toolCallCount() >= params.maxToolCalls' },
      { source: 'run_tools', target: 'answer' },
      { source: 'finalize', target: 'end' },
    ],
  };
}

/** The node, then the rest; with a condition only where that holds. */
function before(rest: Part, node: Node, condition: string | null): Part {
  const onwards: Edge = { source: node.id, target: rest.first };
  if (condition === null) {
    return { first: node.id, nodes: [node, ...rest.nodes], edges: [onwards, ...rest.edges] };
  }
  const asks: Node = { id: `may_${node.id}`, type: 'conditional', config: { condition } };
  const ways: readonly Edge[] = [
    { source: asks.id, sourcePort: 'true', target: node.id },
    { source: asks.id, sourcePort: 'false', target: rest.first },
  ];
  return {
    first: asks.id,
    nodes: [asks, node, ...rest.nodes],
    edges: [...ways, onwards, ...rest.edges],
  };
}
