import { defineEntity, p } from '@mikro-orm/postgresql';
import type { ExecutionStatus, Usage } from '../../engine/index.ts';
import type { Json } from '../../kernel/index.ts';
import type { WorkflowType } from '../../runtime/execution-record.ts';
import type { ExecutionEnd } from '../../runtime/ports/event-log.ts';

/** For reading. The row is written by the statements that accept executions and append to their logs. */
export const ExecutionEntity = defineEntity({
  name: 'Execution',
  tableName: 'workflow_execution',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    workflowType: p.string().length(20).$type<WorkflowType>(),
    status: p.string().length(20).$type<ExecutionStatus>(),
    definitionId: p.uuid().strictNullable(),
    definitionVersion: p.integer().strictNullable(),
    templateId: p.uuid().strictNullable(),
    conversationId: p.uuid().strictNullable(),
    graphHash: p.text().strictNullable(),
    input: p.json<Json>().strictNullable(),
    output: p.json<Json>().strictNullable(),
    /** What of them is kept as blobs; null: nothing is. */
    inputApart: p.json<Json>().strictNullable(),
    outputApart: p.json<Json>().strictNullable(),
    error: p.json<NonNullable<ExecutionEnd['error']>>().strictNullable(),
    usage: p.json<Usage>().strictNullable(),
    workflowConfig: p.json<Json>().strictNullable(),
    debug: p.boolean(),
    correlationId: p.text().strictNullable(),
    startedAt: p.datetime().strictNullable(),
    completedAt: p.datetime().strictNullable(),
    /** Derived by the database from the two, exact to the millisecond. */
    durationMs: p
      .bigint('number')
      .strictNullable()
      .generated('((extract(epoch from completed_at - started_at) * 1000)::bigint) stored'),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
