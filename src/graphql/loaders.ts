import DataLoader from 'dataloader';
import type { App, Connection, ListMessagesInput, Viewer } from '../app/index.ts';
import type { Json, JsonObject } from '../kernel/index.ts';
import type { TemplateFigures } from '../runtime/ports/analytics-store.ts';
import type { Conversation, ConversationMessage } from '../runtime/ports/conversation-store.ts';
import type { Definition, VersionPlace, VersionSummary } from '../runtime/ports/definition-store.ts';
import type { UsageEntry } from '../runtime/ports/event-log.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import { type AttemptFigures, type AttemptPlace, AttemptReader } from './events/attempt-reader.ts';

/** Look-ups that fields of many items ask for at the same time. Null: absent, or not the viewer's. */
export interface Loaders {
  execution(id: string): Promise<ExecutionView | null>;
  /** What the execution runs. */
  executionGraph(executionId: string): Promise<Json>;
  conversation(id: string): Promise<Conversation | null>;
  messages(place: MessagePlace): Promise<Connection<ConversationMessage>>;
  definition(id: string): Promise<Definition | null>;
  /** Newest first. */
  definitionVersions(id: string): Promise<readonly VersionSummary[]>;
  versionDocument(place: VersionPlace): Promise<JsonObject | null>;
  /** Oldest first. */
  usageEntries(executionId: string): Promise<readonly UsageEntry[] | null>;
  template(id: string): Promise<StoredTemplate | null>;
  /** Of a template that the viewer may see. */
  templateAnalytics(id: string): Promise<TemplateFigures>;
  /** What the log says of the attempt that ends with the event at this place. */
  attempt(place: AttemptPlace): Promise<AttemptFigures>;
}

/** A page of one conversation. */
interface MessagePlace extends Omit<ListMessagesInput, 'conversationIds'> {
  readonly conversationId: string;
}

export function createLoaders(app: App, viewer: Viewer): Loaders {
  const executions = batched<string, ExecutionView | null>((ids) => app.getExecutions(viewer, ids));
  const executionGraphs = batched<string, Json>((ids) => app.getExecutionGraphs(viewer, ids));
  const conversations = batched<string, Conversation | null>((ids) => app.getConversations(viewer, ids));
  const definitions = batched<string, Definition | null>((ids) => app.getDefinitions(viewer, ids));
  const versions = batched<string, readonly VersionSummary[]>((ids) => app.listVersionsOfMany(viewer, ids));
  const documents = batched<VersionPlace, JsonObject | null>((places) =>
    app.getVersionDocuments(viewer, places),
  );
  const templates = batched<string, StoredTemplate | null>((ids) => app.getTemplates(viewer, ids));
  const templateAnalytics = batched<string, TemplateFigures>((ids) => app.getTemplateAnalytics(viewer, ids));
  const usageEntries = batched<string, readonly UsageEntry[] | null>((ids) =>
    app.listUsageEntries(viewer, ids),
  );
  const reader = new AttemptReader(app, viewer);
  const attempts = batched<AttemptPlace, AttemptFigures>((places) => reader.read(places));
  return {
    execution: (id) => executions.load(id),
    executionGraph: (id) => executionGraphs.load(id),
    conversation: (id) => conversations.load(id),
    messages: messagePages(app, viewer),
    definition: (id) => definitions.load(id),
    definitionVersions: (id) => versions.load(id),
    versionDocument: (place) => documents.load(place),
    usageEntries: (id) => usageEntries.load(id),
    template: (id) => templates.load(id),
    templateAnalytics: (id) => templateAnalytics.load(id),
    attempt: (place) => attempts.load(place),
  };
}

/** The same page of many conversations is one question. */
function messagePages(app: App, viewer: Viewer): Loaders['messages'] {
  const loaders = new Map<string, DataLoader<string, Connection<ConversationMessage>>>();
  return ({ conversationId, ...asked }) => {
    const key = JSON.stringify(asked);
    const loader =
      loaders.get(key) ??
      batched((conversationIds) => app.listMessages(viewer, { ...asked, conversationIds }));
    loaders.set(key, loader);
    return loader.load(conversationId);
  };
}

/** Gathers what is asked for at the same time, and remembers nothing: subscriptions live long, and things change. */
function batched<Key, Value>(load: (keys: readonly Key[]) => Promise<readonly Value[]>) {
  return new DataLoader<Key, Value>((keys) => load(keys), { cache: false });
}
