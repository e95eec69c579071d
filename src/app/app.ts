import type { WorkflowAnalysis } from '../analytics/index.ts';
import type { GraphDiff } from '../graph/index.ts';
import type { Json, JsonObject } from '../kernel/index.ts';
import type { RegisteredKind } from '../nodes/index.ts';
import type { ExecutionSummary, RankedTemplate, TemplateFigures } from '../runtime/ports/analytics-store.ts';
import type { ApiKey } from '../runtime/ports/api-key-store.ts';
import type { Conversation, ConversationMessage } from '../runtime/ports/conversation-store.ts';
import type {
  Definition,
  DefinitionVersion,
  VersionPlace,
  VersionSummary,
} from '../runtime/ports/definition-store.ts';
import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { UsageEntry } from '../runtime/ports/event-log.ts';
import type { ExecutionValue, ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { StoredSecret } from '../runtime/ports/secret-store.ts';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import type { GivenTemplate, Requirements } from '../templates/index.ts';
import type { LogLine, Step } from '../tracker/index.ts';
import type { ValidationResult, WorkflowValidation } from '../validation/index.ts';
import type { ArchiveDefinitionInput } from './archive-definition.ts';
import type { Credentials } from './authenticate.ts';
import type { CreateApiKeyInput, CreatedApiKey } from './create-api-key.ts';
import type { CreateConversationInput } from './create-conversation.ts';
import type { CreateDefinitionInput } from './create-definition.ts';
import type { CreateDefinitionFromTemplateInput } from './create-definition-from-template.ts';
import type { CreateTemplateInput } from './create-template.ts';
import type { DiffVersionsInput } from './diff-versions.ts';
import type { DuplicateDefinitionInput } from './duplicate-definition.ts';
import type { DuplicateTemplateInput } from './duplicate-template.ts';
import type { ExecutedWorkflow, ExecuteWorkflowInput } from './execute-workflow.ts';
import type { ExportWorkflowInput } from './export-workflow.ts';
import type { FindBytesInput, StoredBytes } from './find-bytes.ts';
import type { ImportedTemplate, ImportTemplateInput } from './import-template.ts';
import type { ImportedWorkflow, ImportWorkflowInput } from './import-workflow.ts';
import type { ListDefinitionsInput } from './list-definitions.ts';
import type { ListExecutionsInput } from './list-executions.ts';
import type { ListLogLinesInput } from './list-log-lines.ts';
import type { ListMessagesInput } from './list-messages.ts';
import type { PricedModel } from './list-models.ts';
import type { ListStepsInput } from './list-steps.ts';
import type { ListTemplatesInput } from './list-templates.ts';
import type { Connection, CountedConnection, PageInput } from './paging.ts';
import type { PublishDefinitionInput } from './publish-definition.ts';
import type { ReadExecutionEventsInput } from './read-execution-events.ts';
import type { RestoreDefinitionVersionInput } from './restore-definition-version.ts';
import type { SetSecretInput } from './set-secret.ts';
import type { TopTemplatesInput } from './template-analytics.ts';
import type { UpdateConversationInput } from './update-conversation.ts';
import type { UpdateDefinitionInput } from './update-definition.ts';
import type { UpdateTemplateInput } from './update-template.ts';
import type { Viewer } from './viewer.ts';
import type { WatchExecutionEventsInput } from './watch-execution-events.ts';
import type { WatchExecutionsInput } from './watch-executions.ts';
import type { WorkflowAnalytics, WorkflowAnalyticsInput } from './workflow-analytics.ts';

/** The use cases, bundled for whoever serves them. Each checks who asks; nothing behind it does so again. */
export interface App {
  /** @throws AppError `unauthenticated` */
  authenticate(credentials: Credentials): Promise<Viewer>;

  /**
   * @throws AppError `definition/not-found`, `definition/unpublished`, `definition/version-not-found`,
   *   `template/not-found`, `template/parameters-invalid` and `workflow/invalid` (with `details.issues`),
   *   `conversation/not-found`, `workflow/unsupported`, `input/invalid`, `execution/idempotency-conflict`
   */
  executeWorkflow(viewer: Viewer, input: ExecuteWorkflowInput): Promise<ExecutedWorkflow>;
  /** @throws AppError `execution/not-found`, `execution/not-cancellable` */
  cancelExecution(viewer: Viewer, executionId: string): Promise<ExecutionView>;
  /** Of one that has ended, with its log. @throws AppError `execution/not-found`, `execution/live` */
  deleteExecution(viewer: Viewer, executionId: string): Promise<void>;
  getExecution(viewer: Viewer, executionId: string): Promise<ExecutionView | null>;
  /** What was too large to be read along; null where the execution is not there. */
  wholeValue(viewer: Viewer, executionId: string, value: ExecutionValue): Promise<Json>;
  /** Null: not there, or somebody else's. */
  findBytes(viewer: Viewer, input: FindBytesInput): Promise<StoredBytes | null>;
  /** In the order of the ids; null for what is not there. For loaders. */
  getExecutions(viewer: Viewer, executionIds: readonly string[]): Promise<readonly (ExecutionView | null)[]>;
  /** What each of the ids runs, in their order; null for what is not there. For loaders. */
  getExecutionGraphs(viewer: Viewer, executionIds: readonly string[]): Promise<readonly Json[]>;
  /** @throws AppError `input/invalid`, `cursor/invalid` */
  listExecutions(viewer: Viewer, input: ListExecutionsInput): Promise<CountedConnection<ExecutionView>>;
  /** @throws AppError `execution/not-found`, `cursor/invalid`, `input/invalid` */
  readExecutionEvents(viewer: Viewer, input: ReadExecutionEventsInput): Promise<FeedBatch>;
  /**
   * The execution is looked up before this resolves, so what is not there is an error and no empty stream.
   * @throws AppError `execution/not-found`; the iteration `cursor/invalid`
   */
  watchExecutionEvents(viewer: Viewer, input: WatchExecutionEventsInput): Promise<AsyncIterable<FeedBatch>>;
  /**
   * One's own executions as they change: are accepted, started, suspended or ended.
   * @throws AppError `input/invalid`; the iteration `limit/subscriber`
   */
  watchExecutions(viewer: Viewer, input: WatchExecutionsInput): AsyncIterable<ExecutionView>;
  /**
   * In the order in which they first appear in the log.
   * @throws AppError `execution/not-found`, `input/invalid`, `cursor/invalid`
   */
  listSteps(viewer: Viewer, input: ListStepsInput): Promise<Connection<Step>>;
  /**
   * From a level on, oldest first.
   * @throws AppError `execution/not-found`, `input/invalid`, `cursor/invalid`, `cursor/other-execution`
   */
  listLogLines(viewer: Viewer, input: ListLogLinesInput): Promise<Connection<LogLine>>;
  /** Of each of the ids, in their order; null for what is not there. For loaders. */
  listUsageEntries(
    viewer: Viewer,
    executionIds: readonly string[],
  ): Promise<readonly (readonly UsageEntry[] | null)[]>;

  /** @throws AppError `input/invalid` */
  createConversation(viewer: Viewer, input: CreateConversationInput): Promise<Conversation>;
  /** @throws AppError `conversation/not-found`, `input/invalid` */
  updateConversation(viewer: Viewer, input: UpdateConversationInput): Promise<Conversation>;
  /** With its messages; executions in it stay. @throws AppError `conversation/not-found` */
  deleteConversation(viewer: Viewer, conversationId: string): Promise<void>;
  /** In the order of the ids; null for what is not there. For loaders. */
  getConversations(
    viewer: Viewer,
    conversationIds: readonly string[],
  ): Promise<readonly (Conversation | null)[]>;
  /** Those that were in use last come first. @throws AppError `input/invalid`, `cursor/invalid` */
  listConversations(viewer: Viewer, page: PageInput): Promise<Connection<Conversation>>;
  /**
   * A page of each, in the order of the ids; an empty one of what is not there. For loaders.
   * @throws AppError `input/invalid`, `cursor/invalid`
   */
  listMessages(viewer: Viewer, input: ListMessagesInput): Promise<readonly Connection<ConversationMessage>[]>;

  /** @throws AppError `workflow/invalid`, `input/invalid` */
  createDefinition(viewer: Viewer, input: CreateDefinitionInput): Promise<Definition>;
  /**
   * @throws AppError as of `createDefinition`, and `template/not-found`, `template/parameters-invalid`,
   *   `workflow/unsupported`
   */
  createDefinitionFromTemplate(viewer: Viewer, input: CreateDefinitionFromTemplateInput): Promise<Definition>;
  /** @throws AppError `definition/not-found`, `definition/conflict`, `workflow/invalid`, `input/invalid` */
  updateDefinition(viewer: Viewer, input: UpdateDefinitionInput): Promise<Definition>;
  /** @throws AppError `definition/not-found`, `definition/conflict`, `workflow/invalid` */
  publishDefinition(viewer: Viewer, input: PublishDefinitionInput): Promise<DefinitionVersion>;
  /** The copy is private. @throws AppError `definition/not-found`, `workflow/invalid`, `input/invalid` */
  duplicateDefinition(viewer: Viewer, input: DuplicateDefinitionInput): Promise<Definition>;
  /** @throws AppError `definition/not-found` */
  archiveDefinition(viewer: Viewer, input: ArchiveDefinitionInput): Promise<Definition>;
  /**
   * Makes a version the draft again.
   * @throws AppError `definition/not-found`, `definition/version-not-found`, `definition/conflict`, `workflow/invalid`
   */
  restoreDefinitionVersion(viewer: Viewer, input: RestoreDefinitionVersionInput): Promise<Definition>;
  /** @throws AppError `definition/not-found` */
  deleteDefinition(viewer: Viewer, definitionId: string): Promise<void>;
  /** As a file; null: there is no such definition or version. @throws AppError `workflow/invalid` */
  exportWorkflow(viewer: Viewer, input: ExportWorkflowInput): Promise<JsonObject | null>;
  /** As a new, private definition. @throws AppError `workflow/invalid`, `input/invalid` */
  importWorkflow(viewer: Viewer, input: ImportWorkflowInput): Promise<ImportedWorkflow>;
  /** Null: there is no such definition or version. @throws AppError `workflow/invalid` */
  diffVersions(viewer: Viewer, input: DiffVersionsInput): Promise<GraphDiff | null>;
  getDefinition(viewer: Viewer, definitionId: string): Promise<Definition | null>;
  /** In the order of the ids; null for what is not there. For loaders. */
  getDefinitions(viewer: Viewer, definitionIds: readonly string[]): Promise<readonly (Definition | null)[]>;
  /** Of each of the ids, in their order: newest first; none for what is not there. For loaders. */
  listVersionsOfMany(
    viewer: Viewer,
    definitionIds: readonly string[],
  ): Promise<readonly (readonly VersionSummary[])[]>;
  /** In the order of the places; null for what is not there. For loaders. */
  getVersions(
    viewer: Viewer,
    places: readonly VersionPlace[],
  ): Promise<readonly (DefinitionVersion | null)[]>;
  /** @throws AppError `input/invalid`, `cursor/invalid` */
  listDefinitions(viewer: Viewer, input: ListDefinitionsInput): Promise<Connection<Definition>>;

  /** @throws AppError `workflow/invalid`, `input/invalid` */
  createTemplate(viewer: Viewer, input: CreateTemplateInput): Promise<StoredTemplate>;
  /** @throws AppError `template/not-found`, `template/conflict`, `workflow/invalid`, `input/invalid` */
  updateTemplate(viewer: Viewer, input: UpdateTemplateInput): Promise<StoredTemplate>;
  /** @throws AppError `template/not-found` */
  deleteTemplate(viewer: Viewer, templateId: string): Promise<void>;
  /** @throws AppError `template/not-found`, `workflow/invalid`, `workflow/unsupported`, `input/invalid` */
  duplicateTemplate(viewer: Viewer, input: DuplicateTemplateInput): Promise<StoredTemplate>;
  /** @throws AppError `template/not-found`, `input/invalid` */
  rateTemplate(
    viewer: Viewer,
    input: { readonly templateId: string; readonly rating: number },
  ): Promise<StoredTemplate>;
  /** As a file; null: there is no such template. @throws AppError `workflow/unsupported` */
  exportTemplate(viewer: Viewer, templateId: string): Promise<JsonObject | null>;
  /** @throws AppError `workflow/invalid` (with `details.issues`), `input/invalid`, `template/conflict` */
  importTemplate(viewer: Viewer, input: ImportTemplateInput): Promise<ImportedTemplate>;
  getTemplate(viewer: Viewer, templateId: string): Promise<StoredTemplate | null>;
  /** In the order of the ids; null for what is not there. For loaders. */
  getTemplates(viewer: Viewer, templateIds: readonly string[]): Promise<readonly (StoredTemplate | null)[]>;
  /** @throws AppError `input/invalid`, `cursor/invalid` */
  listTemplates(viewer: Viewer, input: ListTemplatesInput): Promise<Connection<StoredTemplate>>;
  /**
   * The document that these parameters make of a template that the viewer was shown.
   * @throws AppError `workflow/unsupported`, `template/parameters-invalid`
   */
  instantiateTemplate(template: StoredTemplate, parameters: JsonObject): JsonObject;

  /** Of templates that the viewer may see, in the order of the ids: everybody's use of his own, his own of others. */
  getTemplateAnalytics(viewer: Viewer, templateIds: readonly string[]): Promise<readonly TemplateFigures[]>;
  /** Those that were used, by the figures that the viewer may know. @throws AppError `input/invalid` */
  topTemplates(viewer: Viewer, input: TopTemplatesInput): Promise<readonly RankedTemplate[]>;
  /** @throws AppError `input/invalid` */
  executionSummary(
    viewer: Viewer,
    since: number | null,
  ): Promise<ExecutionSummary & { readonly since: number }>;
  /**
   * @throws AppError `input/invalid`, `limit/buckets`, `forbidden`, `definition/not-found`, `template/not-found`
   */
  workflowAnalytics(viewer: Viewer, input: WorkflowAnalyticsInput): Promise<WorkflowAnalytics>;

  /** What the validator says of a template. */
  validateTemplate(
    viewer: Viewer,
    given: GivenTemplate & { readonly requirements?: Requirements },
  ): Promise<ValidationResult>;
  /** What the validator says of a document, and of the workflows that it names. */
  validateWorkflow(viewer: Viewer, document: unknown): Promise<WorkflowValidation>;
  /** What the structure of a document says of it, valid or not. @throws AppError `workflow/invalid` */
  analyzeWorkflow(document: unknown): WorkflowAnalysis;
  /** The models this server is configured for, with what they cost now. */
  listModels(): readonly PricedModel[];
  /** The kinds of node this server knows. */
  listNodeKinds(): readonly RegisteredKind[];

  /**
   * Keeps a value under a name of one's own. Nothing of the API gives it back.
   * @throws AppError `input/invalid`, `secret/no-key`
   */
  setSecret(viewer: Viewer, input: SetSecretInput): Promise<StoredSecret>;
  /** @throws AppError `secret/not-found` */
  deleteSecret(viewer: Viewer, name: string): Promise<void>;
  /** Names and times only. @throws AppError `input/invalid`, `cursor/invalid` */
  listSecrets(viewer: Viewer, page: PageInput): Promise<Connection<StoredSecret>>;

  /** Whether anybody has to bring a key. */
  hasApiKeys(): Promise<boolean>;
  /** The key is shown this once. @throws AppError `forbidden`, `input/invalid`, `api-key/last-admin` */
  createApiKey(viewer: Viewer, input: CreateApiKeyInput): Promise<CreatedApiKey>;
  /** @throws AppError `api-key/not-found`, `api-key/last-admin` */
  revokeApiKey(viewer: Viewer, apiKeyId: string): Promise<ApiKey>;
  /** One's own; an administrator sees everybody's. */
  listApiKeys(viewer: Viewer): Promise<readonly ApiKey[]>;
}
