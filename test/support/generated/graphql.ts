/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How bad, or how useful, something is. */
export type AnalysisWeight =
  /** Much. */
  | 'HIGH'
  /** Little. */
  | 'LOW'
  /** Some. */
  | 'MEDIUM';

/** A plain chat: the message goes to a model. All settings are optional. */
export type ChatTargetInput = {
  /** With `enableTools`: the tools that the model may call; all by default, none if the list is empty. */
  allowedTools?: Array<string> | null | undefined;
  /** With `enableRetrieval`: the documents that are searched; all by default. */
  documentIds?: Array<string> | null | undefined;
  /** Not yet: true is refused with `workflow/unsupported`. In a conversation the model sees its earlier turns in any case. */
  enableMemory?: boolean | null | undefined;
  /** Not yet: true is refused with `workflow/unsupported`. Then the model will see what is found in documents. */
  enableRetrieval?: boolean | null | undefined;
  /** Not yet: true is refused with `workflow/unsupported`, unless `allowedTools` is empty. Then the model will call tools. */
  enableTools?: boolean | null | undefined;
  /** With `enableRetrieval`: how many documents the model sees. */
  maxDocuments?: number | null | undefined;
  /** With `enableTools`: how many tools the model may call. */
  maxToolCalls?: number | null | undefined;
  /** With `enableMemory`: how many earlier messages the model sees. */
  memoryWindow?: number | null | undefined;
};

/** A key to make. */
export type CreateApiKeyInput = {
  /** Its name for people: 1 to 255 characters. */
  name: string;
  /** The owner that it acts for, if not the caller: any UUID. Administrators only. */
  ownerId?: string | null | undefined;
  /** What its bearer may do. The first key of a server must be an ADMIN. */
  role: ViewerRole;
};

/** A new conversation. */
export type CreateConversationInput = {
  /** Its name for people: 1 to 255 characters. */
  title: string;
};

/** A template, and what to make of it. */
export type CreateDefinitionFromTemplateInput = {
  /** The name of the definition; by default, the template's. */
  name?: string | null | undefined;
  /** Values of its parameters, by their names. */
  parameters?: unknown;
  /** The template. */
  templateId: string;
};

/** A workflow to save. */
export type CreateWorkflowDefinitionInput = {
  /** What it is for. */
  description?: string | null | undefined;
  /** The draft. */
  graph: WorkflowGraphInput;
  /** Others may read and run what is published. */
  isPublic?: boolean | null | undefined;
  /** Its name for people: 1 to 255 characters. */
  name: string;
  /** Words to find it by: at most 20, of 1 to 50 characters each. */
  tags?: Array<string> | null | undefined;
};

/** A template to save: its workflow is a `graph`, or the one of a `definition`. */
export type CreateWorkflowTemplateInput = {
  /** The template that it was made from. */
  baseTemplateId?: string | null | undefined;
  /** Where a catalogue lists it: `general`, `customer_support`, `programming`, `research`, `data_analysis`, `creative`, `educational`, `business` or `custom`. By default, it is `custom`. */
  category?: string | null | undefined;
  /** Has its graph from this definition. */
  definition?: DefinitionTargetInput | null | undefined;
  /** What it is for. */
  description: string;
  /** The workflow as a document, with `params.name` in expressions and `{{ params.name }}` in texts and for values. */
  graph?: unknown;
  /** Others may read and execute it. */
  isPublic?: boolean | null | undefined;
  /** Its name for people: 1 to 255 characters. */
  name: string;
  /** JSON Schema of its parameters; by default, it has none. */
  parameters?: unknown;
  /** Ids of documents that it cannot do without. */
  requiredDocuments?: Array<string> | null | undefined;
  /** Models that it cannot do without, each with a slash between its provider and its name. */
  requiredModels?: Array<string> | null | undefined;
  /** Tools that it cannot do without. */
  requiredTools?: Array<string> | null | undefined;
  /** Words to find it by: at most 20, of 1 to 50 characters each. */
  tags?: Array<string> | null | undefined;
};

/** A definition, by one of its versions or by its draft. */
export type DefinitionTargetInput = {
  /** True: the draft, as it is now. */
  draft?: boolean | null | undefined;
  /** The definition. */
  id: string;
  /** The version; the published one by default. */
  version?: number | null | undefined;
};

/** What to execute, and how. */
export type ExecuteWorkflowInput = {
  /** The one of your own `conversations` that the turn belongs to: the messages begin with the turns that were answered in it so far, at most the latest 50 turns and 100,000 bytes. Needs a `message`. */
  conversationId?: string | null | undefined;
  /** Whether to log prompts, variables and model calls. */
  debug?: boolean | null | undefined;
  /** Makes it safe to repeat the request: the same key with the same request returns the same execution; with another request, it is a ConflictError. At most 255 characters; remembered for at least 24 hours. */
  idempotencyKey?: string | null | undefined;
  /** The input of the workflow, which is checked against the `inputs` of its graph. */
  input?: unknown;
  /** Limits, which may only tighten those of the graph. */
  limits?: ExecutionLimitsInput | null | undefined;
  /** The user's turn: added to the messages, and copied to `input.message`. A plain chat needs one. */
  message?: string | null | undefined;
  /** Model settings for everything that the model nodes leave open. */
  model?: ModelSettingsInput | null | undefined;
  /** Values of the parameters of a template, by their names. */
  parameters?: unknown;
  /** Its rank among the executions that wait for a worker. It gives no owner an advantage over others while places are scarce. */
  priority?: ExecutionPriority | null | undefined;
  /** What is executed. */
  target: ExecutionTargetInput;
  /** How long to wait for the end of the execution, in milliseconds: 0 to 30000. The answer comes when it ends or the time is up, whichever is first. */
  waitMs?: number | null | undefined;
};

/** Which events are sent: those that satisfy all of these. The cursor passes the others, too. */
export type ExecutionEventFilter = {
  /** About one of these nodes. */
  nodeIds?: Array<string> | null | undefined;
  /** Of one of these types. */
  types?: Array<ExecutionEventType> | null | undefined;
};

/** The types of events, by the names of their object types. */
export type ExecutionEventType =
  /** The most that a model call can cost was reserved before the call. Only if `limits.maxCostUsd` is set. */
  | 'BUDGET_RESERVED'
  /** The execution was cancelled on request. The last event of its log. */
  | 'EXECUTION_CANCELLED'
  /** The execution has completed. The last event of its log. */
  | 'EXECUTION_COMPLETED'
  /** The execution has failed. The last event of its log. */
  | 'EXECUTION_FAILED'
  /** The execution was accepted. The first event of every log. */
  | 'EXECUTION_QUEUED'
  /** Another worker continues, because the last one died. Completed nodes do not run again. */
  | 'EXECUTION_RECOVERED'
  /** The wait is over. */
  | 'EXECUTION_RESUMED'
  /** A worker has begun. */
  | 'EXECUTION_STARTED'
  /** Nothing in it can move: it waits, and occupies no process. */
  | 'EXECUTION_SUSPENDED'
  /** A line of the log that people read. */
  | 'LOG_WRITTEN'
  /** A loop begins another iteration. */
  | 'LOOP_ITERATION_STARTED'
  /** The visit was ended from outside, for instance because the execution was cancelled. */
  | 'NODE_CANCELLED'
  /** The node has completed. */
  | 'NODE_COMPLETED'
  /** An attempt has failed. */
  | 'NODE_FAILED'
  /** The node's wait is over. */
  | 'NODE_RESUMED'
  /** Another attempt is scheduled. */
  | 'NODE_RETRY_SCHEDULED'
  /** No taken edge can lead here any more: the node is skipped. */
  | 'NODE_SKIPPED'
  /** An attempt has begun. A kind of node that only computes has none: it begins and ends at once. */
  | 'NODE_STARTED'
  /** The attempt was interrupted, because its worker died or stopped: what it streamed is void, and another attempt follows. */
  | 'NODE_SUPERSEDED'
  /** The node waits for a time, or for somebody. */
  | 'NODE_SUSPENDED'
  /** The next piece of a model's reasoning. */
  | 'REASONING_DELTA'
  /** A nested graph has completed. */
  | 'SCOPE_COMPLETED'
  /** A nested graph has failed: nothing in it handled a failure. */
  | 'SCOPE_FAILED'
  /** A nested graph begins to run. */
  | 'SCOPE_STARTED'
  /** The next piece of the text that a model writes. */
  | 'TEXT_DELTA'
  /** A model asks for a tool. */
  | 'TOOL_CALL_STARTED'
  /** A model call has ended. */
  | 'USAGE_RECORDED';

/** Which executions: those that satisfy all of these. */
export type ExecutionFilterInput = {
  /** In this conversation, even if that was deleted. In a list, it cannot be combined with definition, template or type. */
  conversationId?: string | null | undefined;
  /** Accepted at this moment or later. */
  createdAfter?: string | null | undefined;
  /** Accepted before this moment. */
  createdBefore?: string | null | undefined;
  /** Of this definition. */
  definitionId?: string | null | undefined;
  /** Words of its error, in any case and order, each from its beginning: `time prov` finds "the provider timed out". At most 200 characters. */
  errorText?: string | null | undefined;
  /** Took at most so many milliseconds. A list must then be ordered by duration. */
  maxDurationMs?: number | null | undefined;
  /** Took at least so many milliseconds. A list must then be ordered by duration. */
  minDurationMs?: number | null | undefined;
  /** Of this owner; by default, your own. Only administrators see those of others. */
  ownerId?: string | null | undefined;
  /** One of these. */
  status?: Array<ExecutionStatus> | null | undefined;
  /** Of this template. */
  templateId?: string | null | undefined;
  /** One of these. */
  type?: Array<WorkflowType> | null | undefined;
};

/** Bounds on an execution. Those of a request may only tighten those of its graph. */
export type ExecutionLimitsInput = {
  /** What its models may cost, in US dollars as decimal text: `1.00`. No call is then made that could cost more than is left, or whose cost is unknown. */
  maxCostUsd?: string | null | undefined;
  /** How many iterations a loop without a loop node may have. */
  maxIterations?: number | null | undefined;
  /** How many nodes it may visit. */
  maxSteps?: number | null | undefined;
  /** How many tokens its models may use, as far as their providers tell. */
  maxTokens?: number | null | undefined;
  /** How long it may run, in milliseconds, not counting the time while it is suspended. */
  timeoutMs?: number | null | undefined;
};

/** The order of a list of executions. */
export type ExecutionOrder =
  /** By duration, the longest first. Only those that have ended. */
  | 'LONGEST_FIRST'
  /** By the time of acceptance, the latest first. */
  | 'NEWEST_FIRST'
  /** By the time of acceptance, the earliest first. */
  | 'OLDEST_FIRST'
  /** By duration, the shortest first. Only those that have ended. */
  | 'SHORTEST_FIRST';

/** Which of the executions that wait for a worker begins first. */
export type ExecutionPriority =
  /** Before all others. */
  | 'HIGH'
  /** Only when no others are waiting. */
  | 'LOW'
  /** In the order of acceptance. */
  | 'NORMAL';

/** The state of an execution. */
export type ExecutionStatus =
  /** It was cancelled on request. */
  | 'CANCELLED'
  /** It has completed, without a failure that nothing handled. */
  | 'COMPLETED'
  /** It has failed, with an error. */
  | 'FAILED'
  /** It was asked to pause. */
  | 'PAUSED'
  /** Accepted; no worker has begun yet. */
  | 'QUEUED'
  /** A worker moves it. */
  | 'RUNNING'
  /** It waits, for a time or for somebody, and occupies no process. */
  | 'SUSPENDED';

/** What is executed: exactly one of these. */
export type ExecutionTargetInput =
  {   /** A plain chat: `chat: {}`. */
  chat: ChatTargetInput; definition?: never; definitionId?: never; graph?: never; template?: never; templateId?: never; }
  |  { chat?: never;   /** A version or the draft of a definition. */
  definition: DefinitionTargetInput; definitionId?: never; graph?: never; template?: never; templateId?: never; }
  |  { chat?: never; definition?: never;   /** The published version of this definition. */
  definitionId: string; graph?: never; template?: never; templateId?: never; }
  |  { chat?: never; definition?: never; definitionId?: never;   /** This graph. */
  graph: WorkflowGraphInput; template?: never; templateId?: never; }
  |  { chat?: never; definition?: never; definitionId?: never; graph?: never;   /** A template that is not saved, with the `parameters` of the request. */
  template: WorkflowTemplateInput; templateId?: never; }
  |  { chat?: never; definition?: never; definitionId?: never; graph?: never; template?: never;   /** A saved template, with the `parameters` of the request. */
  templateId: string; };

/** How much a finding of an import matters. */
export type ImportFindingSeverity =
  /** It could not be converted: it must be written anew. */
  | 'ERROR'
  /** It is written differently now, and means the same. */
  | 'INFO'
  /** It was changed or left out: look whether that is right. */
  | 'WARNING';

/** A workflow that was exported, here or elsewhere. */
export type ImportWorkflowInput = {
  /** Its name here; by default, the one in the file. */
  name?: string | null | undefined;
  /** What `exportWorkflow` gave, the document of a workflow, or what the former system exported; as JSON, or as its text. */
  workflow: unknown;
};

/** The part of the validator that has found an issue. A layer runs on what passed those before it. */
export type IssueLayer =
  /** What this server has: models, tools, documents. */
  | 'CAPABILITY'
  /** The form: keys, types and bounds. */
  | 'SCHEMA'
  /** What a workflow must not reach. */
  | 'SECURITY'
  /** How nodes and edges fit together, and the expressions in them. */
  | 'STRUCTURE';

/** How bad an issue is. */
export type IssueSeverity =
  /** A graph with such an issue is neither stored nor run. */
  | 'ERROR'
  /** Worth knowing. */
  | 'INFO'
  /** It can be run, but does not do what its author probably expects. */
  | 'WARNING';

/** When a node with several incoming edges begins. */
export type JoinMode =
  /** When all are settled and at least one is taken. */
  | 'ALL'
  /** When the first is taken. */
  | 'ANY';

/** How much a line of a log matters. */
export type LogLevel =
  /** Details, written where the execution is debugged. */
  | 'DEBUG'
  /** What failed. */
  | 'ERROR'
  /** What happened. */
  | 'INFO'
  /** Something unplanned happened, and was handled. */
  | 'WARN';

/** The order of the messages of a conversation. */
export type MessageOrder =
  /** The latest first. */
  | 'NEWEST_FIRST'
  /** The earliest first. */
  | 'OLDEST_FIRST';

/** Who speaks in a message. */
export type MessageRole =
  /** The model. */
  | 'ASSISTANT'
  /** The workflow, instructing the model. */
  | 'SYSTEM'
  /** A tool, answering a call. */
  | 'TOOL'
  /** The user. */
  | 'USER';

/** Model settings for everything that the model nodes of the workflow leave open. */
export type ModelSettingsInput = {
  /** How many tokens one answer may have: at least 1. */
  maxTokens?: number | null | undefined;
  /** The model: one of `models`. */
  model?: string | null | undefined;
  /** The provider: one of `models`. */
  provider?: string | null | undefined;
  /** The system prompt. */
  systemPrompt?: string | null | undefined;
  /** The sampling temperature: 0 to 2. */
  temperature?: number | null | undefined;
};

/** Groups of kinds of node, as a palette shows them. */
export type NodeCategory =
  /** Drawn on the canvas, but not run. */
  | 'CANVAS'
  /** Where the execution goes next. */
  | 'CONTROL'
  /** Values and texts. */
  | 'DATA'
  /** Language models. */
  | 'MODEL'
  /** Waiting. */
  | 'TIME';

/** A place on the canvas. It changes nothing about what runs. */
export type PositionInput = {
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
};

/** How often and how soon a failed node is tried again, if its error is one that may pass. */
export type RetryPolicyInput = {
  /** Milliseconds before the second attempt; 500 by default. */
  backoffMs?: number | null | undefined;
  /** By what factor each pause is longer than the one before: 1 to 10; 2 by default. */
  factor?: number | null | undefined;
  /** Whether each pause is shortened at random; true by default. */
  jitter?: boolean | null | undefined;
  /** Attempts in all: 1 to 20; 1 by default. */
  maxAttempts?: number | null | undefined;
  /** The longest pause, in milliseconds; 30000 by default. */
  maxBackoffMs?: number | null | undefined;
};

/** A secret to store. */
export type SetSecretInput = {
  /** What workflows call it: letters, digits, `_` and `-`, 128 at most, a letter or `_` first. */
  name: string;
  /** What is sent in its place: 8 to 10,000 characters. Send it as a variable of the operation. */
  value: string;
};

/** The state of a step. */
export type StepStatus =
  /** It was ended from outside. */
  | 'CANCELLED'
  /** It has completed. */
  | 'COMPLETED'
  /** Its last attempt has failed. */
  | 'FAILED'
  /** An attempt has failed, and another follows. */
  | 'RETRYING'
  /** An attempt is under way. */
  | 'RUNNING'
  /** The execution skipped it. */
  | 'SKIPPED'
  /** It waits: for a time, for somebody, or to be taken up again. */
  | 'WAITING';

/** Whose a template is. */
export type TemplateOrigin =
  /** Shipped with Chatter. */
  | 'BUILT_IN'
  /** Your own. */
  | 'OWN'
  /** Shared by somebody else. */
  | 'PUBLIC';

/** What to change. */
export type UpdateConversationInput = {
  /** The conversation. */
  id: string;
  /** Its name for people: 1 to 255 characters. */
  title: string;
};

/** What to change. Fields that are left out stay as they are. */
export type UpdateWorkflowDefinitionInput = {
  /** What it is for, at most 10,000 characters; null removes it. */
  description?: string | null | undefined;
  /** Its `revision` as you have read it: if it has changed since, the answer is a ConflictError. */
  expectedVersion: number;
  /** The draft. */
  graph?: WorkflowGraphInput | null | undefined;
  /** The definition. */
  id: string;
  /** Others may read and run what is published. */
  isPublic?: boolean | null | undefined;
  /** Its name, for people. */
  name?: string | null | undefined;
  /** Words to find it by: at most 20, of 1 to 50 characters each. */
  tags?: Array<string> | null | undefined;
};

/** What a caller may do. */
export type ViewerRole =
  /** Everything with what is their own; to make and revoke keys for others; and to read their executions, their definitions and the figures of all. */
  | 'ADMIN'
  /** Everything with what is their own. */
  | 'USER';

/** How something has changed. */
export type WorkflowChangeKind =
  /** It was not there before. */
  | 'ADDED'
  /** Something in it is another. */
  | 'CHANGED'
  /** It is not there any more. */
  | 'REMOVED'
  /** Nodes start, or edges are asked, in another order. */
  | 'REORDERED';

/** What a change is of. */
export type WorkflowChangeSubject =
  /** Its name, description or metadata. */
  | 'DOCUMENT'
  /** An edge. */
  | 'EDGE'
  /** An input that the workflow asks for. */
  | 'INPUT'
  /** A limit of each execution. */
  | 'LIMIT'
  /** A node. */
  | 'NODE'
  /** An output that it gives. */
  | 'OUTPUT'
  /** A variable. */
  | 'VARIABLE';

/** Which definitions: those that satisfy all of these. */
export type WorkflowDefinitionFilterInput = {
  /** True: only those that were archived. False, the default: only the others. */
  archived?: boolean | null | undefined;
  /** Whose; `OWN` by default. */
  from?: WorkflowDefinitionSource | null | undefined;
  /** Part of the name, in any case. */
  name?: string | null | undefined;
  /** Instead of `from`: of this owner. What others have published for everybody; administrators see the rest of it, too. */
  ownerId?: string | null | undefined;
  /** Has this tag. */
  tag?: string | null | undefined;
  /** Part of the name or of the description, in any case. */
  text?: string | null | undefined;
};

/** Whose definitions. */
export type WorkflowDefinitionSource =
  /** Both. */
  | 'ANY'
  /** Your own. */
  | 'OWN'
  /** Public definitions of which a version is published. */
  | 'PUBLIC';

/** A connection from an output port of one node to another node. */
export type WorkflowEdgeInput = {
  /** A CEL expression: the edge is taken where it is true. */
  condition?: string | null | undefined;
  /** Its name in the graph; by default, one is made up. */
  id?: string | null | undefined;
  /** Its name, for people. */
  label?: string | null | undefined;
  /** The node that it comes from. */
  source: string;
  /** The output port that it comes from. */
  sourcePort?: string | null | undefined;
  /** The node that it leads to. */
  target: string;
};

/** A workflow: nodes and the edges between them. */
export type WorkflowGraphInput = {
  /** Its edges. */
  edges: Array<WorkflowEdgeInput>;
  /** JSON Schema of its input. */
  inputs?: unknown;
  /** Bounds on each execution of it. */
  limits?: ExecutionLimitsInput | null | undefined;
  /** An object that Chatter keeps and does not read. */
  metadata?: unknown;
  /** Its nodes; exactly one is a `start`. */
  nodes: Array<WorkflowNodeInput>;
  /** Its output: an object of names with CEL expressions. One that has no value at the end gives null. */
  outputs?: unknown;
  /** Its variables: an object of names with initial values. */
  variables?: unknown;
};

/** A node of a workflow. */
export type WorkflowNodeInput = {
  /** With `join: ANY`: what still runs towards this node is cancelled when it begins. */
  cancelOthers?: boolean | null | undefined;
  /** Its settings, as `configSchema` of its kind describes them. */
  config?: unknown;
  /** False: it is passed through without effect. True by default. */
  enabled?: boolean | null | undefined;
  /** Its name in the graph: letters, digits, `_` and `-`. */
  id: string;
  /** How long one attempt may show no sign of life, in milliseconds: up to 300000. Signs are what it streams, and every piece of an answer that it receives. */
  idleTimeoutMs?: number | null | undefined;
  /** When it begins; `ALL` by default. */
  join?: JoinMode | null | undefined;
  /** Its name, for people. */
  label?: string | null | undefined;
  /** Its place on the canvas. */
  position?: PositionInput | null | undefined;
  /** Whether a failed attempt is repeated; by default, there is only one attempt. */
  retry?: RetryPolicyInput | null | undefined;
  /** How long one attempt may take, in milliseconds; waits do not count. */
  timeoutMs?: number | null | undefined;
  /** Its kind, one of `nodeTypes`. */
  type: string;
};

/** What is risky about a workflow. */
export type WorkflowRiskType =
  /** Nodes of it wait for many branches. */
  | 'BOTTLENECK'
  /** Nodes of it can never run. */
  | 'DISCONNECTED'
  /** No node begins it. */
  | 'NO_START'
  /** It has many nodes. */
  | 'SIZE';

/** What a suggestion is about. */
export type WorkflowSuggestionType =
  /** It is hard to follow. */
  | 'COMPLEXITY'
  /** Parts of it hang together with nothing. */
  | 'CONNECTIVITY'
  /** It is not valid. */
  | 'VALIDATION';

/** Which templates: those that satisfy all of these. */
export type WorkflowTemplateFilterInput = {
  /** Of this category. */
  category?: string | null | undefined;
  /** Of these only. */
  from?: TemplateOrigin | null | undefined;
  /** Part of the name, in any case. */
  name?: string | null | undefined;
  /** Has this tag. */
  tag?: string | null | undefined;
  /** Part of the name, of the description or of a tag, in any case. */
  text?: string | null | undefined;
};

/** A template that is not saved. */
export type WorkflowTemplateInput = {
  /** The workflow as a document, with `params.name` in expressions and `{{ params.name }}` in texts and for values. */
  graph: unknown;
  /** JSON Schema of its parameters; by default, it has none. */
  parameters?: unknown;
  /** Ids of documents that it cannot do without. */
  requiredDocuments?: Array<string> | null | undefined;
  /** Models that it cannot do without, each with a slash between its provider and its name. */
  requiredModels?: Array<string> | null | undefined;
  /** Tools that it cannot do without. */
  requiredTools?: Array<string> | null | undefined;
};

/** What an execution was started from. */
export type WorkflowType =
  /** A plain chat. */
  | 'CHAT'
  /** A graph that came with the request. */
  | 'CUSTOM'
  /** A saved definition. */
  | 'DEFINITION'
  /** A template with its parameters. */
  | 'TEMPLATE';

export type CreateConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateConversationMutation = { createConversation:
    | { __typename: 'CreateConversationSuccess', conversation: { id: string, title: string, createdAt: string, updatedAt: string } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type UpdateConversationMutationVariables = Exact<{
  input: UpdateConversationInput;
}>;


export type UpdateConversationMutation = { updateConversation:
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'UpdateConversationSuccess', conversation: { title: string } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteConversationMutationVariables = Exact<{
  id: string;
}>;


export type DeleteConversationMutation = { deleteConversation:
    | { __typename: 'DeleteConversationSuccess', id: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type ConversationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConversationsQuery = { conversations: { nodes: Array<{ id: string, title: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, endCursor: string | null } } };

export type ConversationQueryVariables = Exact<{
  id: string;
  orderBy?: MessageOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConversationQuery = { conversation: { title: string, messages: { nodes: Array<{ role: MessageRole, content: string, executionId: string, execution: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, executions: { totalCount: number, nodes: Array<{ id: string, conversationId: string | null, conversation: { id: string } | null }> } } | null };

export type ConversationPreviewsQueryVariables = Exact<{
  first: number;
}>;


export type ConversationPreviewsQuery = { conversations: { nodes: Array<{ title: string, messages: { nodes: Array<{ content: string, execution: { status: ExecutionStatus, conversation: { title: string } | null } | null }> } }> } };

export type LookAtDefinitionQueryVariables = Exact<{
  id: string;
}>;


export type LookAtDefinitionQuery = { workflowDefinition: { name: string, revision: number, publishedVersion: number | null, archivedAt: string | null, document: unknown, versions: { nodes: Array<{ version: number, changelog: string | null, graphHash: string, document: unknown }> }, analysis: { executionPaths: number, hasMorePaths: boolean, complexity: { score: number, nodeCount: number, edgeCount: number, depth: number, branchingFactor: number, loopComplexity: number, conditionalComplexity: number }, bottlenecks: Array<{ nodeId: string }>, suggestions: Array<{ type: WorkflowSuggestionType }>, risks: Array<{ type: WorkflowRiskType }> } | null } | null };

export type AnalyzeWorkflowQueryVariables = Exact<{
  graph: WorkflowGraphInput;
}>;


export type AnalyzeWorkflowQuery = { analyzeWorkflow: { complexity: { nodeCount: number, loopComplexity: number }, risks: Array<{ type: WorkflowRiskType, nodeIds: Array<string> }>, suggestions: Array<{ type: WorkflowSuggestionType, impact: AnalysisWeight }> } };

export type DiffVersionsQueryVariables = Exact<{
  definitionId: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type DiffVersionsQuery = { diffWorkflowVersions: { isSame: boolean, isBreaking: boolean, changes: Array<{ subject: WorkflowChangeSubject, id: string | null, change: WorkflowChangeKind, path: string | null, before: unknown, after: unknown, layout: boolean, breaking: boolean }> } | null };

export type RestoreVersionMutationVariables = Exact<{
  id: string;
  version: number;
  expectedVersion?: number | null | undefined;
}>;


export type RestoreVersionMutation = { restoreWorkflowDefinitionVersion:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RestoreWorkflowDefinitionVersionSuccess', definition: { revision: number, document: unknown } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DuplicateDefinitionMutationVariables = Exact<{
  id: string;
  name?: string | null | undefined;
}>;


export type DuplicateDefinitionMutation = { duplicateWorkflowDefinition:
    | { __typename: 'DuplicateWorkflowDefinitionSuccess', definition: { id: string, name: string, isPublic: boolean, revision: number, publishedVersion: number | null, document: unknown } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ArchiveDefinitionMutationVariables = Exact<{
  id: string;
  archived?: boolean | null | undefined;
}>;


export type ArchiveDefinitionMutation = { archiveWorkflowDefinition:
    | { __typename: 'ArchiveWorkflowDefinitionSuccess', definition: { archivedAt: string | null } }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type EveryFieldQueryVariables = Exact<{
  executionId: string;
}>;


export type EveryFieldQuery = { executionEvents: { events: Array<
      | { __typename: 'BudgetReserved', nodeId: string, path: string, attempt: number, mostUsd: string, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ExecutionCancelled', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ExecutionCompleted', output: unknown, executionId: string, sequence: number, cursor: string, at: string, usage: { totalTokens: number | null } | null }
      | { __typename: 'ExecutionFailed', executionId: string, sequence: number, cursor: string, at: string, error: { code: string, message: string, retryable: boolean, nodeId: string | null, path: string | null } }
      | { __typename: 'ExecutionQueued', input: unknown, executionId: string, sequence: number, cursor: string, at: string, messages: Array<{ role: MessageRole, content: string, toolCallId: string | null, toolCalls: Array<{ id: string, name: string, arguments: unknown }> }> }
      | { __typename: 'ExecutionRecovered', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ExecutionResumed', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ExecutionStarted', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ExecutionSuspended', until: string | null, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'LogWritten', level: LogLevel, message: string, data: unknown, executionId: string, sequence: number, cursor: string, at: string, writerId: string | null, writerPath: string | null, writerAttempt: number | null }
      | { __typename: 'LoopIterationStarted', iteration: number, executionId: string, sequence: number, cursor: string, at: string, headId: string, headPath: string }
      | { __typename: 'NodeCancelled', nodeId: string, path: string, attempt: number, text: string | null, durationMs: number | null, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'NodeCompleted', nodeId: string, path: string, attempt: number, output: unknown, port: string | null, edges: Array<string> | null, variables: unknown, exhausted: boolean, terminate: boolean, durationMs: number | null, executionId: string, sequence: number, cursor: string, at: string, messages: Array<{ role: MessageRole }>, usage: { inputTokens: number | null, modelCalls: number } | null }
      | { __typename: 'NodeFailed', nodeId: string, path: string, attempt: number, retrying: boolean, text: string | null, durationMs: number | null, executionId: string, sequence: number, cursor: string, at: string, failedEdges: Array<string>, error: { code: string, nodeId: string | null, path: string | null }, usage: { modelCalls: number } | null }
      | { __typename: 'NodeResumed', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'NodeRetryScheduled', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string, retryAt: string }
      | { __typename: 'NodeSkipped', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'NodeStarted', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'NodeSuperseded', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'NodeSuspended', nodeId: string, path: string, attempt: number, until: string | null, executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ReasoningDelta', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string, delta: string }
      | { __typename: 'ScopeCompleted', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ScopeFailed', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'ScopeStarted', executionId: string, sequence: number, cursor: string, at: string }
      | { __typename: 'TextDelta', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string, delta: string }
      | { __typename: 'ToolCallStarted', nodeId: string, path: string, attempt: number, executionId: string, sequence: number, cursor: string, at: string, call: { id: string, name: string, arguments: unknown } }
      | { __typename: 'UsageRecorded', nodeId: string, path: string, attempt: number, provider: string, model: string, cacheWriteTokens: number | null, priceVersion: string | null, reservedUsd: string | null, executionId: string, sequence: number, cursor: string, at: string, recorded: { outputTokens: number | null, costUsd: string | null } }
    > } };

export type HistoryQueryVariables = Exact<{
  filter?: ExecutionFilterInput | null | undefined;
  orderBy?: ExecutionOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type HistoryQuery = { workflowExecutions: { totalCount: number, nodes: Array<{ id: string, durationMs: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeepHistoryQueryVariables = Exact<{
  first: number;
}>;


export type DeepHistoryQuery = { workflowExecutions: { nodes: Array<{ id: string, definition: { name: string, analysis: { executionPaths: number } | null, versions: { nodes: Array<{ version: number, changelog: string | null }> } } | null, template: { name: string } | null, usageEntries: { nodes: Array<{ model: string }> } }> } };

export type DeleteExecutionMutationVariables = Exact<{
  id: string;
}>;


export type DeleteExecutionMutation = { deleteExecution:
    | { __typename: 'DeleteExecutionSuccess', id: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type ExportWorkflowQueryVariables = Exact<{
  id: string;
  version?: number | null | undefined;
}>;


export type ExportWorkflowQuery = { exportWorkflow: unknown };

export type ImportWorkflowMutationVariables = Exact<{
  input: ImportWorkflowInput;
}>;


export type ImportWorkflowMutation = { importWorkflow:
    | { __typename: 'ImportWorkflowSuccess', definition: { id: string, name: string, isPublic: boolean, revision: number, publishedVersion: number | null }, report: Array<{ path: string, severity: ImportFindingSeverity, message: string }> }
    | { __typename: 'ValidationError', code: string, message: string, result: { valid: boolean, issues: Array<{ code: string, path: string | null, message: string }> } }
   };

export type WhoAsksQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAsksQuery = { viewer: { ownerId: string, role: ViewerRole } };

export type ExecuteWorkflowMutationVariables = Exact<{
  input: ExecuteWorkflowInput;
}>;


export type ExecuteWorkflowMutation = { executeWorkflow:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'ExecuteWorkflowSuccess', execution: { id: string, type: WorkflowType, status: ExecutionStatus, input: unknown, correlationId: string | null, definitionVersion: number | null, definition: { id: string } | null, template: { id: string } | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string, result: { valid: boolean, issues: Array<{ code: string, severity: IssueSeverity, layer: IssueLayer, message: string, path: string | null }> } }
   };

export type CancelExecutionMutationVariables = Exact<{
  id: string;
}>;


export type CancelExecutionMutation = { cancelExecution:
    | { __typename: 'CancelExecutionSuccess', execution: { id: string } }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type ReadExecutionQueryVariables = Exact<{
  id: string;
}>;


export type ReadExecutionQuery = { workflowExecution: { id: string, type: WorkflowType, status: ExecutionStatus, graphHash: string | null, input: unknown, output: unknown, createdAt: string, startedAt: string | null, completedAt: string | null, durationMs: number | null, workflowConfig: unknown, debug: boolean, error: { code: string, message: string, nodeId: string | null, path: string | null, retryable: boolean } | null, usage: { totalTokens: number | null, costUsd: string | null, modelCalls: number } | null, usageEntries: { nodes: Array<{ provider: string, model: string, path: string, attempt: number, usage: { inputTokens: number | null, outputTokens: number | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, events: { cursor: string, caughtUp: boolean, events: Array<
        | { __typename: 'BudgetReserved' }
        | { __typename: 'ExecutionCancelled' }
        | { __typename: 'ExecutionCompleted' }
        | { __typename: 'ExecutionFailed' }
        | { __typename: 'ExecutionQueued' }
        | { __typename: 'ExecutionRecovered' }
        | { __typename: 'ExecutionResumed' }
        | { __typename: 'ExecutionStarted' }
        | { __typename: 'ExecutionSuspended' }
        | { __typename: 'LogWritten' }
        | { __typename: 'LoopIterationStarted' }
        | { __typename: 'NodeCancelled' }
        | { __typename: 'NodeCompleted' }
        | { __typename: 'NodeFailed' }
        | { __typename: 'NodeResumed' }
        | { __typename: 'NodeRetryScheduled' }
        | { __typename: 'NodeSkipped' }
        | { __typename: 'NodeStarted' }
        | { __typename: 'NodeSuperseded' }
        | { __typename: 'NodeSuspended' }
        | { __typename: 'ReasoningDelta' }
        | { __typename: 'ScopeCompleted' }
        | { __typename: 'ScopeFailed' }
        | { __typename: 'ScopeStarted' }
        | { __typename: 'TextDelta' }
        | { __typename: 'ToolCallStarted' }
        | { __typename: 'UsageRecorded' }
      > } } | null };

export type ListExecutionsQueryVariables = Exact<{
  filter?: ExecutionFilterInput | null | undefined;
  orderBy?: ExecutionOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListExecutionsQuery = { workflowExecutions: { edges: Array<{ cursor: string, node: { id: string } }>, nodes: Array<{ definition: { name: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type PollEventsQueryVariables = Exact<{
  executionId: string;
  after?: string | null | undefined;
  first?: number | null | undefined;
  waitMs?: number | null | undefined;
}>;


export type PollEventsQuery = { executionEvents: { cursor: string, caughtUp: boolean, events: Array<
      | { __typename: 'BudgetReserved', sequence: number }
      | { __typename: 'ExecutionCancelled', sequence: number }
      | { __typename: 'ExecutionCompleted', sequence: number }
      | { __typename: 'ExecutionFailed', sequence: number }
      | { __typename: 'ExecutionQueued', sequence: number }
      | { __typename: 'ExecutionRecovered', sequence: number }
      | { __typename: 'ExecutionResumed', sequence: number }
      | { __typename: 'ExecutionStarted', sequence: number }
      | { __typename: 'ExecutionSuspended', sequence: number }
      | { __typename: 'LogWritten', sequence: number }
      | { __typename: 'LoopIterationStarted', sequence: number }
      | { __typename: 'NodeCancelled', sequence: number }
      | { __typename: 'NodeCompleted', sequence: number }
      | { __typename: 'NodeFailed', sequence: number }
      | { __typename: 'NodeResumed', sequence: number }
      | { __typename: 'NodeRetryScheduled', sequence: number }
      | { __typename: 'NodeSkipped', sequence: number }
      | { __typename: 'NodeStarted', sequence: number }
      | { __typename: 'NodeSuperseded', sequence: number }
      | { __typename: 'NodeSuspended', sequence: number }
      | { __typename: 'ReasoningDelta', sequence: number }
      | { __typename: 'ScopeCompleted', sequence: number }
      | { __typename: 'ScopeFailed', sequence: number }
      | { __typename: 'ScopeStarted', sequence: number }
      | { __typename: 'TextDelta', sequence: number }
      | { __typename: 'ToolCallStarted', sequence: number }
      | { __typename: 'UsageRecorded', sequence: number }
    > } };

export type WatchEventsSubscriptionVariables = Exact<{
  executionId: string;
  after?: string | null | undefined;
  filter?: ExecutionEventFilter | null | undefined;
}>;


export type WatchEventsSubscription = { executionEvents: { cursor: string, caughtUp: boolean, events: Array<
      | { __typename: 'BudgetReserved', sequence: number }
      | { __typename: 'ExecutionCancelled', sequence: number }
      | { __typename: 'ExecutionCompleted', sequence: number }
      | { __typename: 'ExecutionFailed', sequence: number }
      | { __typename: 'ExecutionQueued', sequence: number }
      | { __typename: 'ExecutionRecovered', sequence: number }
      | { __typename: 'ExecutionResumed', sequence: number }
      | { __typename: 'ExecutionStarted', sequence: number }
      | { __typename: 'ExecutionSuspended', sequence: number }
      | { __typename: 'LogWritten', sequence: number }
      | { __typename: 'LoopIterationStarted', sequence: number }
      | { __typename: 'NodeCancelled', sequence: number }
      | { __typename: 'NodeCompleted', sequence: number }
      | { __typename: 'NodeFailed', sequence: number }
      | { __typename: 'NodeResumed', sequence: number }
      | { __typename: 'NodeRetryScheduled', sequence: number }
      | { __typename: 'NodeSkipped', sequence: number }
      | { __typename: 'NodeStarted', sequence: number }
      | { __typename: 'NodeSuperseded', sequence: number }
      | { __typename: 'NodeSuspended', sequence: number }
      | { __typename: 'ReasoningDelta', sequence: number }
      | { __typename: 'ScopeCompleted', sequence: number }
      | { __typename: 'ScopeFailed', sequence: number }
      | { __typename: 'ScopeStarted', sequence: number }
      | { __typename: 'TextDelta', sequence: number }
      | { __typename: 'ToolCallStarted', sequence: number }
      | { __typename: 'UsageRecorded', sequence: number }
    > } };

export type WatchExecutionsSubscriptionVariables = Exact<{
  filter?: ExecutionFilterInput | null | undefined;
}>;


export type WatchExecutionsSubscription = { executionsChanged: { id: string, status: ExecutionStatus } };

export type CreateDefinitionMutationVariables = Exact<{
  input: CreateWorkflowDefinitionInput;
}>;


export type CreateDefinitionMutation = { createWorkflowDefinition:
    | { __typename: 'CreateWorkflowDefinitionSuccess', definition: { id: string, revision: number, publishedVersion: number | null } }
    | { __typename: 'ValidationError', code: string, message: string, result: { issues: Array<{ code: string, nodeId: string | null, suggestion: string | null }> } }
   };

export type UpdateDefinitionMutationVariables = Exact<{
  input: UpdateWorkflowDefinitionInput;
}>;


export type UpdateDefinitionMutation = { updateWorkflowDefinition:
    | { __typename: 'ConflictError', revision: number | null, code: string, message: string, changes: Array<{ subject: WorkflowChangeSubject, id: string | null, change: WorkflowChangeKind, path: string | null, before: unknown, after: unknown }> | null }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'UpdateWorkflowDefinitionSuccess', definition: { revision: number, name: string, description: string | null, tags: Array<string> } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type PublishDefinitionMutationVariables = Exact<{
  id: string;
  expectedVersion?: number | null | undefined;
  changelog?: string | null | undefined;
}>;


export type PublishDefinitionMutation = { publishWorkflowDefinition:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PublishWorkflowDefinitionSuccess', version: { version: number, graphHash: string, definitionId: string }, definition: { publishedVersion: number | null } | null }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteDefinitionMutationVariables = Exact<{
  id: string;
}>;


export type DeleteDefinitionMutation = { deleteWorkflowDefinition:
    | { __typename: 'DeleteWorkflowDefinitionSuccess', id: string }
    | { __typename: 'NotFoundError', code: string }
   };

export type ReadDefinitionQueryVariables = Exact<{
  id: string;
  version: number;
}>;


export type ReadDefinitionQuery = { workflowDefinition: { id: string, name: string, graph: { inputs: unknown, outputs: unknown, variables: unknown, metadata: unknown, nodes: Array<{ id: string, type: string, label: string | null, config: unknown, timeoutMs: number | null, join: JoinMode, cancelOthers: boolean, enabled: boolean, retry: { maxAttempts: number, backoffMs: number, factor: number, maxBackoffMs: number, jitter: boolean }, position: { x: number, y: number } | null }>, edges: Array<{ id: string, source: string, sourcePort: string, target: string, condition: string | null, label: string | null }>, limits: { timeoutMs: number, maxSteps: number, maxIterations: number, maxTokens: number | null, maxCostUsd: string | null } } | null, version: { version: number, document: unknown, graph: { nodes: Array<{ id: string }> } | null } | null, versions: { nodes: Array<{ version: number }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ListDefinitionsQueryVariables = Exact<{
  filter?: WorkflowDefinitionFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListDefinitionsQuery = { workflowDefinitions: { nodes: Array<{ ownerId: string, name: string, document: unknown, version: { changelog: string | null, document: unknown } | null, versions: { nodes: Array<{ version: number }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateTemplateMutationVariables = Exact<{
  input: CreateWorkflowTemplateInput;
}>;


export type CreateTemplateMutation = { createWorkflowTemplate:
    | { __typename: 'CreateWorkflowTemplateSuccess', template: { id: string, category: string, document: unknown, parameters: unknown } }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ReadTemplateQueryVariables = Exact<{
  id: string;
  parameters?: unknown;
}>;


export type ReadTemplateQuery = { workflowTemplate: { name: string, graph: { variables: unknown, nodes: Array<{ id: string, config: unknown }> } | null } | null };

export type ListTemplatesQueryVariables = Exact<{
  filter?: WorkflowTemplateFilterInput | null | undefined;
}>;


export type ListTemplatesQuery = { workflowTemplates: { nodes: Array<{ name: string }> } };

export type CreateDefinitionFromTemplateMutationVariables = Exact<{
  input: CreateDefinitionFromTemplateInput;
}>;


export type CreateDefinitionFromTemplateMutation = { createDefinitionFromTemplate:
    | { __typename: 'CreateDefinitionFromTemplateSuccess', definition: { id: string, name: string, template: { id: string } | null } }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string, result: { issues: Array<{ code: string, path: string | null }> } }
   };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey:
    | { __typename: 'CreateApiKeySuccess', key: string, apiKey: { id: string, name: string, role: ViewerRole, ownerId: string, revokedAt: string | null } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey:
    | { __typename: 'InvalidStateError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'RevokeApiKeySuccess', id: string, apiKey: { id: string, revokedAt: string | null } }
   };

export type ListApiKeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListApiKeysQuery = { apiKeys: { nodes: Array<{ id: string, name: string, revokedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ValidateWorkflowQueryVariables = Exact<{
  graph: WorkflowGraphInput;
}>;


export type ValidateWorkflowQuery = { validateWorkflow: { valid: boolean, issues: Array<{ code: string, severity: IssueSeverity, layer: IssueLayer, message: string, nodeId: string | null, edgeId: string | null, path: string | null, suggestion: string | null }> } };

export type ListNodeTypesQueryVariables = Exact<{
  category?: NodeCategory | null | undefined;
}>;


export type ListNodeTypesQuery = { nodeTypes: Array<{ type: string, label: string, category: NodeCategory, description: string, pure: boolean, configSchema: unknown, needs: Array<string>, ports: Array<{ name: string, description: string }> }> };

export type ListModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListModelsQuery = { models: Array<{ provider: string, model: string, description: string | null, maxOutputTokens: number | null, price: { from: string | null, inputUsd: string, cachedInputUsd: string, cacheWriteUsd: string, outputUsd: string, reasoningUsd: string } | null }> };

export type ReadStepsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ReadStepsQuery = { workflowExecution: { steps: { nodes: Array<{ nodeId: string, path: string, status: StepStatus, attempts: number, startedAt: string | null, completedAt: string | null, durationMs: number | null, output: unknown, port: string | null, text: string, error: { code: string, nodeId: string | null, path: string | null } | null, usage: { totalTokens: number | null, modelCalls: number } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, endCursor: string | null } } } | null };

export type ReadLogQueryVariables = Exact<{
  id: string;
  level?: LogLevel | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ReadLogQuery = { workflowExecution: { log: { nodes: Array<{ sequence: number, at: string, level: LogLevel, message: string, nodeId: string | null, path: string | null, data: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type SetSecretMutationVariables = Exact<{
  input: SetSecretInput;
}>;


export type SetSecretMutation = { setSecret:
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'SetSecretSuccess', secret: { name: string, createdAt: string, updatedAt: string } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteSecretMutationVariables = Exact<{
  name: string;
}>;


export type DeleteSecretMutation = { deleteSecret:
    | { __typename: 'DeleteSecretSuccess', name: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type ListSecretsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListSecretsQuery = { secrets: { nodes: Array<{ name: string, createdAt: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const CreateConversationDocument = new TypedDocumentString(`
    mutation CreateConversation($input: CreateConversationInput!) {
  createConversation(input: $input) {
    __typename
    ... on CreateConversationSuccess {
      conversation {
        id
        title
        createdAt
        updatedAt
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateConversationMutation, CreateConversationMutationVariables>;
export const UpdateConversationDocument = new TypedDocumentString(`
    mutation UpdateConversation($input: UpdateConversationInput!) {
  updateConversation(input: $input) {
    __typename
    ... on UpdateConversationSuccess {
      conversation {
        title
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateConversationMutation, UpdateConversationMutationVariables>;
export const DeleteConversationDocument = new TypedDocumentString(`
    mutation DeleteConversation($id: ID!) {
  deleteConversation(id: $id) {
    __typename
    ... on DeleteConversationSuccess {
      id
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteConversationMutation, DeleteConversationMutationVariables>;
export const ConversationsDocument = new TypedDocumentString(`
    query Conversations($first: Int, $after: Cursor) {
  conversations(first: $first, after: $after) {
    nodes {
      id
      title
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ConversationsQuery, ConversationsQueryVariables>;
export const ConversationDocument = new TypedDocumentString(`
    query Conversation($id: ID!, $orderBy: MessageOrder, $first: Int, $after: Cursor) {
  conversation(id: $id) {
    title
    messages(orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        role
        content
        executionId
        execution {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    executions(orderBy: OLDEST_FIRST) {
      totalCount
      nodes {
        id
        conversationId
        conversation {
          id
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ConversationQuery, ConversationQueryVariables>;
export const ConversationPreviewsDocument = new TypedDocumentString(`
    query ConversationPreviews($first: Int!) {
  conversations(first: $first) {
    nodes {
      title
      messages(orderBy: NEWEST_FIRST, first: 1) {
        nodes {
          content
          execution {
            status
            conversation {
              title
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ConversationPreviewsQuery, ConversationPreviewsQueryVariables>;
export const LookAtDefinitionDocument = new TypedDocumentString(`
    query LookAtDefinition($id: ID!) {
  workflowDefinition(id: $id) {
    name
    revision
    publishedVersion
    archivedAt
    document
    versions {
      nodes {
        version
        changelog
        graphHash
        document
      }
    }
    analysis {
      complexity {
        score
        nodeCount
        edgeCount
        depth
        branchingFactor
        loopComplexity
        conditionalComplexity
      }
      executionPaths
      hasMorePaths
      bottlenecks {
        nodeId
      }
      suggestions {
        type
      }
      risks {
        type
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LookAtDefinitionQuery, LookAtDefinitionQueryVariables>;
export const AnalyzeWorkflowDocument = new TypedDocumentString(`
    query AnalyzeWorkflow($graph: WorkflowGraphInput!) {
  analyzeWorkflow(graph: $graph) {
    complexity {
      nodeCount
      loopComplexity
    }
    risks {
      type
      nodeIds
    }
    suggestions {
      type
      impact
    }
  }
}
    `) as unknown as TypedDocumentString<AnalyzeWorkflowQuery, AnalyzeWorkflowQueryVariables>;
export const DiffVersionsDocument = new TypedDocumentString(`
    query DiffVersions($definitionId: ID!, $from: Int, $to: Int) {
  diffWorkflowVersions(definitionId: $definitionId, from: $from, to: $to) {
    isSame
    isBreaking
    changes {
      subject
      id
      change
      path
      before
      after
      layout
      breaking
    }
  }
}
    `) as unknown as TypedDocumentString<DiffVersionsQuery, DiffVersionsQueryVariables>;
export const RestoreVersionDocument = new TypedDocumentString(`
    mutation RestoreVersion($id: ID!, $version: Int!, $expectedVersion: Int) {
  restoreWorkflowDefinitionVersion(
    id: $id
    version: $version
    expectedVersion: $expectedVersion
  ) {
    __typename
    ... on RestoreWorkflowDefinitionVersionSuccess {
      definition {
        revision
        document
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RestoreVersionMutation, RestoreVersionMutationVariables>;
export const DuplicateDefinitionDocument = new TypedDocumentString(`
    mutation DuplicateDefinition($id: ID!, $name: String) {
  duplicateWorkflowDefinition(id: $id, name: $name) {
    __typename
    ... on DuplicateWorkflowDefinitionSuccess {
      definition {
        id
        name
        isPublic
        revision
        publishedVersion
        document
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DuplicateDefinitionMutation, DuplicateDefinitionMutationVariables>;
export const ArchiveDefinitionDocument = new TypedDocumentString(`
    mutation ArchiveDefinition($id: ID!, $archived: Boolean) {
  archiveWorkflowDefinition(id: $id, archived: $archived) {
    __typename
    ... on ArchiveWorkflowDefinitionSuccess {
      definition {
        archivedAt
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ArchiveDefinitionMutation, ArchiveDefinitionMutationVariables>;
export const EveryFieldDocument = new TypedDocumentString(`
    query EveryField($executionId: ID!) {
  executionEvents(executionId: $executionId, first: 1000) {
    events {
      __typename
      executionId
      sequence
      cursor
      at
      ... on NodeEvent {
        nodeId
        path
        attempt
      }
      ... on ExecutionQueued {
        input
        messages {
          role
          content
          toolCalls {
            id
            name
            arguments
          }
          toolCallId
        }
      }
      ... on ExecutionSuspended {
        until
      }
      ... on ExecutionCompleted {
        output
        usage {
          totalTokens
        }
      }
      ... on ExecutionFailed {
        error {
          code
          message
          retryable
          nodeId
          path
        }
      }
      ... on NodeCompleted {
        output
        port
        edges
        variables
        messages {
          role
        }
        exhausted
        terminate
        durationMs
        usage {
          inputTokens
          modelCalls
        }
      }
      ... on NodeFailed {
        error {
          code
          nodeId
          path
        }
        retrying
        failedEdges: edges
        text
        durationMs
        usage {
          modelCalls
        }
      }
      ... on NodeCancelled {
        text
        durationMs
      }
      ... on NodeRetryScheduled {
        retryAt: until
      }
      ... on NodeSuspended {
        until
      }
      ... on LoopIterationStarted {
        headId: nodeId
        headPath: path
        iteration
      }
      ... on TextDelta {
        delta: text
      }
      ... on ReasoningDelta {
        delta: text
      }
      ... on ToolCallStarted {
        call {
          id
          name
          arguments
        }
      }
      ... on BudgetReserved {
        mostUsd
      }
      ... on UsageRecorded {
        provider
        model
        recorded: usage {
          outputTokens
          costUsd
        }
        cacheWriteTokens
        priceVersion
        reservedUsd
      }
      ... on LogWritten {
        level
        message
        data
        writerId: nodeId
        writerPath: path
        writerAttempt: attempt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EveryFieldQuery, EveryFieldQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($filter: ExecutionFilterInput, $orderBy: ExecutionOrder, $first: Int, $after: Cursor) {
  workflowExecutions(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      id
      durationMs
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const DeepHistoryDocument = new TypedDocumentString(`
    query DeepHistory($first: Int!) {
  workflowExecutions(first: $first) {
    nodes {
      id
      definition {
        name
        analysis {
          executionPaths
        }
        versions(first: 2) {
          nodes {
            version
            changelog
          }
        }
      }
      template {
        name
      }
      usageEntries(first: 3) {
        nodes {
          model
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeepHistoryQuery, DeepHistoryQueryVariables>;
export const DeleteExecutionDocument = new TypedDocumentString(`
    mutation DeleteExecution($id: ID!) {
  deleteExecution(id: $id) {
    __typename
    ... on DeleteExecutionSuccess {
      id
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteExecutionMutation, DeleteExecutionMutationVariables>;
export const ExportWorkflowDocument = new TypedDocumentString(`
    query ExportWorkflow($id: ID!, $version: Int) {
  exportWorkflow(definitionId: $id, version: $version)
}
    `) as unknown as TypedDocumentString<ExportWorkflowQuery, ExportWorkflowQueryVariables>;
export const ImportWorkflowDocument = new TypedDocumentString(`
    mutation ImportWorkflow($input: ImportWorkflowInput!) {
  importWorkflow(input: $input) {
    __typename
    ... on ImportWorkflowSuccess {
      definition {
        id
        name
        isPublic
        revision
        publishedVersion
      }
      report {
        path
        severity
        message
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      result {
        valid
        issues {
          code
          path
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ImportWorkflowMutation, ImportWorkflowMutationVariables>;
export const WhoAsksDocument = new TypedDocumentString(`
    query WhoAsks {
  viewer {
    ownerId
    role
  }
}
    `) as unknown as TypedDocumentString<WhoAsksQuery, WhoAsksQueryVariables>;
export const ExecuteWorkflowDocument = new TypedDocumentString(`
    mutation ExecuteWorkflow($input: ExecuteWorkflowInput!) {
  executeWorkflow(input: $input) {
    __typename
    ... on ExecuteWorkflowSuccess {
      execution {
        id
        type
        status
        input
        correlationId
        definitionVersion
        definition {
          id
        }
        template {
          id
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      result {
        valid
        issues {
          code
          severity
          layer
          message
          path
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExecuteWorkflowMutation, ExecuteWorkflowMutationVariables>;
export const CancelExecutionDocument = new TypedDocumentString(`
    mutation CancelExecution($id: ID!) {
  cancelExecution(id: $id) {
    __typename
    ... on CancelExecutionSuccess {
      execution {
        id
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CancelExecutionMutation, CancelExecutionMutationVariables>;
export const ReadExecutionDocument = new TypedDocumentString(`
    query ReadExecution($id: ID!) {
  workflowExecution(id: $id) {
    id
    type
    status
    graphHash
    input
    output
    error {
      code
      message
      nodeId
      path
      retryable
    }
    createdAt
    startedAt
    completedAt
    durationMs
    usage {
      totalTokens
      costUsd
      modelCalls
    }
    usageEntries(first: 1) {
      nodes {
        provider
        model
        path
        attempt
        usage {
          inputTokens
          outputTokens
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    events(first: 1) {
      cursor
      caughtUp
      events {
        __typename
      }
    }
    workflowConfig
    debug
  }
}
    `) as unknown as TypedDocumentString<ReadExecutionQuery, ReadExecutionQueryVariables>;
export const ListExecutionsDocument = new TypedDocumentString(`
    query ListExecutions($filter: ExecutionFilterInput, $orderBy: ExecutionOrder, $first: Int, $after: Cursor) {
  workflowExecutions(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    edges {
      cursor
      node {
        id
      }
    }
    nodes {
      definition {
        name
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListExecutionsQuery, ListExecutionsQueryVariables>;
export const PollEventsDocument = new TypedDocumentString(`
    query PollEvents($executionId: ID!, $after: Cursor, $first: Int, $waitMs: Int) {
  executionEvents(
    executionId: $executionId
    after: $after
    first: $first
    waitMs: $waitMs
  ) {
    cursor
    caughtUp
    events {
      __typename
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<PollEventsQuery, PollEventsQueryVariables>;
export const WatchEventsDocument = new TypedDocumentString(`
    subscription WatchEvents($executionId: ID!, $after: Cursor, $filter: ExecutionEventFilter) {
  executionEvents(executionId: $executionId, after: $after, filter: $filter) {
    cursor
    caughtUp
    events {
      __typename
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<WatchEventsSubscription, WatchEventsSubscriptionVariables>;
export const WatchExecutionsDocument = new TypedDocumentString(`
    subscription WatchExecutions($filter: ExecutionFilterInput) {
  executionsChanged(filter: $filter) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<WatchExecutionsSubscription, WatchExecutionsSubscriptionVariables>;
export const CreateDefinitionDocument = new TypedDocumentString(`
    mutation CreateDefinition($input: CreateWorkflowDefinitionInput!) {
  createWorkflowDefinition(input: $input) {
    __typename
    ... on CreateWorkflowDefinitionSuccess {
      definition {
        id
        revision
        publishedVersion
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      result {
        issues {
          code
          nodeId
          suggestion
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateDefinitionMutation, CreateDefinitionMutationVariables>;
export const UpdateDefinitionDocument = new TypedDocumentString(`
    mutation UpdateDefinition($input: UpdateWorkflowDefinitionInput!) {
  updateWorkflowDefinition(input: $input) {
    __typename
    ... on UpdateWorkflowDefinitionSuccess {
      definition {
        revision
        name
        description
        tags
      }
    }
    ... on ConflictError {
      revision
      changes {
        subject
        id
        change
        path
        before
        after
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateDefinitionMutation, UpdateDefinitionMutationVariables>;
export const PublishDefinitionDocument = new TypedDocumentString(`
    mutation PublishDefinition($id: ID!, $expectedVersion: Int, $changelog: String) {
  publishWorkflowDefinition(
    id: $id
    expectedVersion: $expectedVersion
    changelog: $changelog
  ) {
    __typename
    ... on PublishWorkflowDefinitionSuccess {
      version {
        version
        graphHash
        definitionId
      }
      definition {
        publishedVersion
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<PublishDefinitionMutation, PublishDefinitionMutationVariables>;
export const DeleteDefinitionDocument = new TypedDocumentString(`
    mutation DeleteDefinition($id: ID!) {
  deleteWorkflowDefinition(id: $id) {
    __typename
    ... on DeleteWorkflowDefinitionSuccess {
      id
    }
    ... on Error {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteDefinitionMutation, DeleteDefinitionMutationVariables>;
export const ReadDefinitionDocument = new TypedDocumentString(`
    query ReadDefinition($id: ID!, $version: Int!) {
  workflowDefinition(id: $id) {
    id
    name
    graph {
      nodes {
        id
        type
        label
        config
        retry {
          maxAttempts
          backoffMs
          factor
          maxBackoffMs
          jitter
        }
        timeoutMs
        join
        cancelOthers
        enabled
        position {
          x
          y
        }
      }
      edges {
        id
        source
        sourcePort
        target
        condition
        label
      }
      inputs
      outputs
      variables
      limits {
        timeoutMs
        maxSteps
        maxIterations
        maxTokens
        maxCostUsd
      }
      metadata
    }
    version(number: $version) {
      version
      document
      graph {
        nodes {
          id
        }
      }
    }
    versions(first: 1) {
      nodes {
        version
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadDefinitionQuery, ReadDefinitionQueryVariables>;
export const ListDefinitionsDocument = new TypedDocumentString(`
    query ListDefinitions($filter: WorkflowDefinitionFilterInput, $first: Int, $after: Cursor) {
  workflowDefinitions(filter: $filter, first: $first, after: $after) {
    nodes {
      ownerId
      name
      document
      version(number: 1) {
        changelog
        document
      }
      versions(first: 5) {
        nodes {
          version
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListDefinitionsQuery, ListDefinitionsQueryVariables>;
export const CreateTemplateDocument = new TypedDocumentString(`
    mutation CreateTemplate($input: CreateWorkflowTemplateInput!) {
  createWorkflowTemplate(input: $input) {
    __typename
    ... on CreateWorkflowTemplateSuccess {
      template {
        id
        category
        document
        parameters
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateTemplateMutation, CreateTemplateMutationVariables>;
export const ReadTemplateDocument = new TypedDocumentString(`
    query ReadTemplate($id: ID!, $parameters: JSON) {
  workflowTemplate(id: $id) {
    name
    graph(parameters: $parameters) {
      nodes {
        id
        config
      }
      variables
    }
  }
}
    `) as unknown as TypedDocumentString<ReadTemplateQuery, ReadTemplateQueryVariables>;
export const ListTemplatesDocument = new TypedDocumentString(`
    query ListTemplates($filter: WorkflowTemplateFilterInput) {
  workflowTemplates(filter: $filter) {
    nodes {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<ListTemplatesQuery, ListTemplatesQueryVariables>;
export const CreateDefinitionFromTemplateDocument = new TypedDocumentString(`
    mutation CreateDefinitionFromTemplate($input: CreateDefinitionFromTemplateInput!) {
  createDefinitionFromTemplate(input: $input) {
    __typename
    ... on CreateDefinitionFromTemplateSuccess {
      definition {
        id
        name
        template {
          id
        }
      }
    }
    ... on Error {
      code
    }
    ... on ValidationError {
      result {
        issues {
          code
          path
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateDefinitionFromTemplateMutation, CreateDefinitionFromTemplateMutationVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    __typename
    ... on CreateApiKeySuccess {
      key
      apiKey {
        id
        name
        role
        ownerId
        revokedAt
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    __typename
    ... on RevokeApiKeySuccess {
      id
      apiKey {
        id
        revokedAt
      }
    }
    ... on Error {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const ListApiKeysDocument = new TypedDocumentString(`
    query ListApiKeys($first: Int, $after: Cursor) {
  apiKeys(first: $first, after: $after) {
    nodes {
      id
      name
      revokedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListApiKeysQuery, ListApiKeysQueryVariables>;
export const ValidateWorkflowDocument = new TypedDocumentString(`
    query ValidateWorkflow($graph: WorkflowGraphInput!) {
  validateWorkflow(graph: $graph) {
    valid
    issues {
      code
      severity
      layer
      message
      nodeId
      edgeId
      path
      suggestion
    }
  }
}
    `) as unknown as TypedDocumentString<ValidateWorkflowQuery, ValidateWorkflowQueryVariables>;
export const ListNodeTypesDocument = new TypedDocumentString(`
    query ListNodeTypes($category: NodeCategory) {
  nodeTypes(category: $category) {
    type
    label
    category
    description
    pure
    ports {
      name
      description
    }
    configSchema
    needs
  }
}
    `) as unknown as TypedDocumentString<ListNodeTypesQuery, ListNodeTypesQueryVariables>;
export const ListModelsDocument = new TypedDocumentString(`
    query ListModels {
  models {
    provider
    model
    description
    maxOutputTokens
    price {
      from
      inputUsd
      cachedInputUsd
      cacheWriteUsd
      outputUsd
      reasoningUsd
    }
  }
}
    `) as unknown as TypedDocumentString<ListModelsQuery, ListModelsQueryVariables>;
export const ReadStepsDocument = new TypedDocumentString(`
    query ReadSteps($id: ID!, $first: Int, $after: Cursor) {
  workflowExecution(id: $id) {
    steps(first: $first, after: $after) {
      nodes {
        nodeId
        path
        status
        attempts
        startedAt
        completedAt
        durationMs
        output
        port
        error {
          code
          nodeId
          path
        }
        usage {
          totalTokens
          modelCalls
        }
        text
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadStepsQuery, ReadStepsQueryVariables>;
export const ReadLogDocument = new TypedDocumentString(`
    query ReadLog($id: ID!, $level: LogLevel, $first: Int, $after: Cursor) {
  workflowExecution(id: $id) {
    log(level: $level, first: $first, after: $after) {
      nodes {
        sequence
        at
        level
        message
        nodeId
        path
        data
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadLogQuery, ReadLogQueryVariables>;
export const SetSecretDocument = new TypedDocumentString(`
    mutation SetSecret($input: SetSecretInput!) {
  setSecret(input: $input) {
    __typename
    ... on SetSecretSuccess {
      secret {
        name
        createdAt
        updatedAt
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetSecretMutation, SetSecretMutationVariables>;
export const DeleteSecretDocument = new TypedDocumentString(`
    mutation DeleteSecret($name: String!) {
  deleteSecret(name: $name) {
    __typename
    ... on DeleteSecretSuccess {
      name
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteSecretMutation, DeleteSecretMutationVariables>;
export const ListSecretsDocument = new TypedDocumentString(`
    query ListSecrets($first: Int, $after: Cursor) {
  secrets(first: $first, after: $after) {
    nodes {
      name
      createdAt
      updatedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListSecretsQuery, ListSecretsQueryVariables>;