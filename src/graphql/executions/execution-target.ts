import type { ExecutionTarget } from '../../app/index.ts';
import { assertNever } from '../../kernel/index.ts';
import type { ChatTarget } from '../../templates/index.ts';
import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { requirementsIn } from '../templates/template-fields.ts';
import { WorkflowTemplateInput } from '../templates/workflow-template-input.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';

export const DefinitionTargetInput = builder.inputType('DefinitionTargetInput', {
  description: 'A definition, by one of its versions or by its draft.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The definition.' }),
    version: t.int({ description: 'The version; the published one by default.' }),
    draft: t.boolean({ description: 'True: the draft, as it is now.' }),
  }),
});

const ChatTargetInput = builder.inputType('ChatTargetInput', {
  description: 'A plain chat: the message goes to a model. All settings are optional.',
  fields: (t) => ({
    enableMemory: t.boolean({
      description:
        'Not yet: true is refused with `workflow/unsupported`. In a conversation the model sees its earlier turns in any case.',
    }),
    enableRetrieval: t.boolean({
      description:
        'Not yet: true is refused with `workflow/unsupported`. Then the model will see what is found in documents.',
    }),
    enableTools: t.boolean({
      description:
        'Not yet: true is refused with `workflow/unsupported`, unless `allowedTools` is empty. Then the model will call tools.',
    }),
    memoryWindow: t.int({ description: 'With `enableMemory`: how many earlier messages the model sees.' }),
    maxToolCalls: t.int({ description: 'With `enableTools`: how many tools the model may call.' }),
    maxDocuments: t.int({ description: 'With `enableRetrieval`: how many documents the model sees.' }),
    allowedTools: t.stringList({
      description:
        'With `enableTools`: the tools that the model may call; all by default, none if the list is empty.',
    }),
    documentIds: t.idList({
      description: 'With `enableRetrieval`: the documents that are searched; all by default.',
    }),
  }),
});

export const ExecutionTargetInput = builder.inputType('ExecutionTargetInput', {
  description: 'What is executed: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    definitionId: t.id({ description: 'The published version of this definition.' }),
    definition: t.field({
      type: DefinitionTargetInput,
      description: 'A version or the draft of a definition.',
    }),
    templateId: t.id({ description: 'A saved template, with the `parameters` of the request.' }),
    template: t.field({
      type: WorkflowTemplateInput,
      description: 'A template that is not saved, with the `parameters` of the request.',
    }),
    graph: t.field({ type: WorkflowGraphInput, description: 'This graph.' }),
    chat: t.field({ type: ChatTargetInput, description: 'A plain chat: `chat: {}`.' }),
  }),
});

type TargetInput = typeof ExecutionTargetInput.$inferInput;
/** What a request names, as the use case knows it. */
export function executionTargetOf(target: TargetInput): ExecutionTarget {
  if (target.definitionId !== undefined) return definition(target.definitionId, null, false);
  if (target.definition !== undefined) {
    const { id, version, draft } = target.definition;
    return definition(id, version ?? null, draft ?? false);
  }
  if (target.templateId !== undefined) return { kind: 'template', id: target.templateId };
  if (target.template !== undefined) {
    const { graph, parameters } = target.template;
    return {
      kind: 'ad-hoc-template',
      template: {
        graph,
        parameters: jsonObject(parameters, 'target.template.parameters'),
        ...requirementsIn(target.template),
      },
    };
  }
  if (target.graph !== undefined) return { kind: 'graph', graph: documentOf(target.graph) };
  if (target.chat !== undefined) return { kind: 'chat', chat: chatOf(target.chat) };
  return assertNever(target);
}

function definition(id: string, version: number | null, draft: boolean): ExecutionTarget {
  return { kind: 'definition', id, version, draft };
}

function chatOf(chat: typeof ChatTargetInput.$inferInput): ChatTarget {
  return {
    enableMemory: chat.enableMemory ?? null,
    enableRetrieval: chat.enableRetrieval ?? null,
    enableTools: chat.enableTools ?? null,
    memoryWindow: chat.memoryWindow ?? null,
    maxToolCalls: chat.maxToolCalls ?? null,
    maxDocuments: chat.maxDocuments ?? null,
    allowedTools: chat.allowedTools ?? null,
    documentIds: chat.documentIds ?? null,
  };
}
