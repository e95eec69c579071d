import type { WorkflowGraphInput } from '../graph/index.ts';
import { AppError } from '../kernel/index.ts';
import type { ChatTarget } from './chat-target.ts';

type Node = WorkflowGraphInput['nodes'][number];
type Edge = NonNullable<WorkflowGraphInput['edges']>[number];

/**
 * The graph of a plain chat: the way from start to end through every stage that was asked for.
 * @throws AppError `workflow/unsupported` for a stage whose kind of node is not there yet
 */
export function chatGraph(target: ChatTarget): WorkflowGraphInput {
  const stages: readonly Node[] = [
    { id: 'start', type: 'start' },
    ...memoryStage(target),
    ...retrievalStage(target),
    ...answerStage(target),
    { id: 'end', type: 'end' },
  ];
  return {
    name: 'Chat',
    outputs: { text: 'nodes.answer.output.text' },
    nodes: [...stages],
    edges: inSequence(stages),
  };
}

function memoryStage({ enableMemory }: ChatTarget): readonly Node[] {
  return enableMemory === true ? unsupported('memory', 'enableMemory') : [];
}

function retrievalStage({ enableRetrieval }: ChatTarget): readonly Node[] {
  return enableRetrieval === true ? unsupported('retrieval', 'enableRetrieval') : [];
}

/** The model alone, or the model with the tools that it may call. No tool allowed is the model alone. */
function answerStage({ enableTools, allowedTools }: ChatTarget): readonly Node[] {
  if (enableTools === true && allowedTools?.length !== 0) return unsupported('tools', 'enableTools');
  return [{ id: 'answer', type: 'model' }];
}

function inSequence(nodes: readonly Node[]): Edge[] {
  return nodes.slice(1).map((node, index) => ({ source: nodes[index]?.id ?? '', target: node.id }));
}

function unsupported(what: string, flag: string): never {
  throw new AppError(
    'workflow/unsupported',
    `this version of Chatter has no ${what} in a chat yet: leave ${flag} out`,
    { details: { flag } },
  );
}
