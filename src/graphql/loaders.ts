import type {
  App,
  Connection,
  CountedConnection,
  ListExecutionsInput,
  ListLogLinesInput,
  ListMessagesInput,
  ListStepsInput,
  ReadExecutionEventsInput,
  Viewer,
} from '../app/index.ts';
import type { Json } from '../kernel/index.ts';
import type { TemplateFigures } from '../runtime/ports/analytics-store.ts';
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
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import type { LogLine, Step } from '../tracker/index.ts';
import { askedOnce, gathered } from './gathered.ts';

/** What the fields of many items, and of many operations, ask for at the same time. Null: absent, or not the viewer's. */
export interface Loaders {
  execution(id: string): Promise<ExecutionView | null>;
  /** What the execution runs. */
  executionGraph(executionId: string): Promise<Json>;
  /** What was too large to be read with the execution. */
  wholeValue(executionId: string, value: ExecutionValue): Promise<Json>;
  steps(input: ListStepsInput): Promise<Connection<Step>>;
  logLines(input: ListLogLinesInput): Promise<Connection<LogLine>>;
  events(input: ReadExecutionEventsInput): Promise<FeedBatch>;
  executionList(input: ListExecutionsInput): Promise<CountedConnection<ExecutionView>>;
  /** Oldest first. */
  usageEntries(executionId: string): Promise<readonly UsageEntry[] | null>;
  conversation(id: string): Promise<Conversation | null>;
  messages(place: MessagePlace): Promise<Connection<ConversationMessage>>;
  definition(id: string): Promise<Definition | null>;
  /** Newest first. */
  definitionVersions(id: string): Promise<readonly VersionSummary[]>;
  version(place: VersionPlace): Promise<DefinitionVersion | null>;
  template(id: string): Promise<StoredTemplate | null>;
  /** Of a template that the viewer may see. */
  templateAnalytics(id: string): Promise<TemplateFigures>;
}

/** A page of one conversation. */
interface MessagePlace extends Omit<ListMessagesInput, 'conversationIds'> {
  readonly conversationId: string;
}

interface Asked<Input> {
  readonly viewer: Viewer;
  readonly input: Input;
}

/** The loaders of each viewer. Those of one gather together, whichever operations they are of. */
export function createLoaders(app: App): (viewer: Viewer) => Loaders {
  const executions = gathered(app.getExecutions);
  const executionGraphs = gathered(app.getExecutionGraphs);
  const usageEntries = gathered(app.listUsageEntries);
  const conversations = gathered(app.getConversations);
  const messages = gathered(
    (
      { viewer, input }: Asked<Omit<ListMessagesInput, 'conversationIds'>>,
      conversationIds: readonly string[],
    ) => app.listMessages(viewer, { ...input, conversationIds }),
  );
  const definitions = gathered(app.getDefinitions);
  const definitionVersions = gathered(app.listVersionsOfMany);
  const versions = gathered(app.getVersions);
  const templates = gathered(app.getTemplates);
  const templateAnalytics = gathered(app.getTemplateAnalytics);
  const wholeValue = askedOnce(
    ({ viewer, input }: Asked<{ readonly id: string; readonly value: ExecutionValue }>) =>
      app.wholeValue(viewer, input.id, input.value),
  );
  const executionLists = askedOnce(async ({ viewer, input }: Asked<ListExecutionsInput>) => {
    const page = await app.listExecutions(viewer, input);
    const counted = askedOnce(() => page.count());
    return { ...page, count: () => counted(null) };
  });
  const steps = askedOnce(({ viewer, input }: Asked<ListStepsInput>) => app.listSteps(viewer, input));
  const logLines = askedOnce(({ viewer, input }: Asked<ListLogLinesInput>) =>
    app.listLogLines(viewer, input),
  );
  const events = askedOnce(({ viewer, input }: Asked<ReadExecutionEventsInput>) =>
    app.readExecutionEvents(viewer, input),
  );
  return (viewer) => ({
    execution: (id) => executions(viewer, id),
    executionGraph: (id) => executionGraphs(viewer, id),
    wholeValue: (id, value) => wholeValue({ viewer, input: { id, value } }),
    steps: (input) => steps({ viewer, input }),
    logLines: (input) => logLines({ viewer, input }),
    events: (input) => events({ viewer, input }),
    executionList: (input) => executionLists({ viewer, input }),
    usageEntries: (id) => usageEntries(viewer, id),
    conversation: (id) => conversations(viewer, id),
    messages: ({ conversationId, ...input }) => messages({ viewer, input }, conversationId),
    definition: (id) => definitions(viewer, id),
    definitionVersions: (id) => definitionVersions(viewer, id),
    version: (place) => versions(viewer, place),
    template: (id) => templates(viewer, id),
    templateAnalytics: (id) => templateAnalytics(viewer, id),
  });
}
