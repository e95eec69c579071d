import { pageOfAll } from '../../app/index.ts';
import { encodeCursor } from '../../runtime/cursor.ts';
import type { ExecutionView } from '../../runtime/ports/execution-queries.ts';
import { builder } from '../builder.ts';
import { countedConnectionOf, pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { WorkflowDefinition } from '../definitions/workflow-definition.ts';
import { ExecutionEventBatch } from '../events/event-batch.ts';
import { afterArgument, sequenceAfter } from '../events/place-in-log.ts';
import { LogLevel } from '../log-level.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate } from '../templates/workflow-template.ts';
import { Usage } from '../usage.ts';
import { graphOf } from '../workflow-graph/graph-of.ts';
import { WorkflowGraph } from '../workflow-graph/workflow-graph.ts';
import { ExecutionPriority, ExecutionStatus, WorkflowType } from './execution-enums.ts';
import { ExecutionError } from './execution-error.ts';
import { largeValue } from './large-value.ts';
import { LogLineConnection } from './log-line.ts';
import { ofLongDurations, shownDuration } from './shown-duration.ts';
import { StepConnection } from './step.ts';
import { UsageEntryConnection } from './usage-entry.ts';

export const WorkflowExecution = builder.objectRef<ExecutionView>('WorkflowExecution').implement({
  description: 'One run of one workflow.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id: the same in every event and everywhere else.' }),
    ownerId: t.exposeID('ownerId', { description: 'The owner.' }),
    type: t.expose('type', { type: WorkflowType, description: 'What it was started from.' }),
    status: t.expose('status', { type: ExecutionStatus, description: 'Its state.' }),
    definition: t.field({
      type: WorkflowDefinition,
      nullable: true,
      description: 'The definition that it was started from, while that exists and its owner may see it.',
      resolve: ({ definitionId }, _, { loaders }) =>
        definitionId === null ? null : loaders.definition(definitionId),
    }),
    definitionVersion: t.exposeInt('definitionVersion', {
      nullable: true,
      description: 'The version of it; null: the draft, or no definition.',
    }),
    template: t.field({
      type: WorkflowTemplate,
      nullable: true,
      description: 'The template that it was started from, while that exists and its owner may see it.',
      resolve: ({ templateId }, _, { loaders }) =>
        templateId === null ? null : loaders.template(templateId),
    }),
    graphHash: t.exposeString('graphHash', {
      nullable: true,
      description: 'SHA-256 of the graph that it is bound to; null: the former system ran it.',
    }),
    graph: t.field({
      type: WorkflowGraph,
      nullable: true,
      complexity: expensive,
      description:
        'What it runs, whatever has become of its definition or template since: all that its hash covers, so without labels, positions and notes. A workflow that a node names stands as `graph` in the `config` of the node. Null: the former system ran it.',
      resolve: async ({ id }, _, { loaders }) => graphOf(await loaders.executionGraph(id)),
    }),
    input: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its input.',
      resolve: ({ id, input, apart }, _, context, info) =>
        apart.input ? largeValue(() => context.loaders.wholeValue(id, 'input'), context, info) : input,
    }),
    output: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its output; null until it has completed.',
      resolve: ({ id, output, apart }, _, context, info) =>
        apart.output ? largeValue(() => context.loaders.wholeValue(id, 'output'), context, info) : output,
    }),
    error: t.expose('error', {
      type: ExecutionError,
      nullable: true,
      description: 'Why it failed; null if it did not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was accepted.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker began; null: none has.',
    }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended, in whatever way; null: it has not.',
    }),
    durationMs: t.int({
      nullable: true,
      description: `From its start to its end, in milliseconds; null until it has ended. ${ofLongDurations}`,
      resolve: ({ durationMs }) => shownDuration(durationMs),
    }),
    usage: t.expose('usage', {
      type: Usage,
      nullable: true,
      description: 'What its models and tools used in total; null until it has ended.',
    }),
    usageEntries: t.field({
      type: UsageEntryConnection,
      args: pageArguments(t.arg),
      complexity: (args) => pageCost(args, 20),
      description: 'Every model call, oldest first.',
      resolve: async ({ id }, args, { loaders }) => {
        const entries = (await loaders.usageEntries(id)) ?? [];
        return shownPage(
          pageOfAll(entries, (one) => encodeCursor(one.id, 0), pageOf(args)),
          args,
        );
      },
    }),
    steps: t.field({
      type: StepConnection,
      args: pageArguments(t.arg),
      complexity: (args) => pageCost(args, expensive),
      description: 'The visits of its nodes, in the order in which they began.',
      resolve: async ({ id }, args, { loaders }) =>
        shownPage(await loaders.steps({ executionId: id, page: pageOf(args) }), args),
    }),
    log: t.field({
      type: LogLineConnection,
      args: {
        level: t.arg({
          type: LogLevel,
          defaultValue: 'debug',
          description: 'Only lines that matter as much as this, or more.',
        }),
        ...pageArguments(t.arg),
      },
      complexity: (args) => pageCost(args, expensive),
      description: 'What it did, line by line, for people to read.',
      resolve: async ({ id }, { level, ...args }, { loaders }) => {
        const input = { executionId: id, level: level ?? 'debug', page: pageOf(args) };
        return shownPage(await loaders.logLines(input), args);
      },
    }),
    events: t.field({
      type: ExecutionEventBatch,
      args: {
        after: afterArgument(t.arg),
        first: t.arg.int({ description: 'How many events at most: 1 to 1000; 100 by default.' }),
      },
      complexity: { field: expensive, multiplier: 1 },
      description: 'Its log, as far as it has been written.',
      resolve: async ({ id }, { after, first }, { loaders }) => {
        const batch = await loaders.events({
          executionId: id,
          after: sequenceAfter(after, id),
          first: first ?? null,
          waitMs: 0,
        });
        return { ...batch, executionId: id };
      },
    }),
    priority: t.expose('priority', {
      type: ExecutionPriority,
      description: 'Its rank among the executions that wait, or waited, for a worker.',
    }),
    workflowConfig: t.expose('workflowConfig', {
      type: 'JSON',
      nullable: true,
      description: 'The settings of the request: `model`, `limits`, and `priority` where it is not normal.',
    }),
    debug: t.exposeBoolean('debug', {
      description: 'Whether prompts, variables and model calls are logged.',
    }),
    correlationId: t.exposeString('correlationId', {
      nullable: true,
      description: 'Identifies the request that it came from, in logs and traces.',
    }),
  }),
});

export const WorkflowExecutionConnection = countedConnectionOf(WorkflowExecution);
