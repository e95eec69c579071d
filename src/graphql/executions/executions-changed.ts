import { builder } from '../builder.ts';
import { inBand, valueOrThrow } from '../in-band.ts';
import { requireWithinLimits } from '../operation-limits.ts';
import { ExecutionFilterInput, executionFilterOf } from './execution-filter.ts';
import { WorkflowExecution } from './workflow-execution.ts';

builder.subscriptionField('executionsChanged', (t) =>
  t.field({
    type: WorkflowExecution,
    args: {
      filter: t.arg({ type: ExecutionFilterInput, description: 'Which ones; all by default.' }),
    },
    description:
      'Your own executions (for administrators, also those of another owner) as they are accepted, start, suspend and end, from now on; each as it is after the change. Changes that follow each other quickly may be reported as one. If several servers share a database, it does not matter which of them accepts and runs an execution. A client that reads too slowly gets an error, and should list the executions and subscribe again.',
    subscribe: (_, { filter }, { app, viewer }, info) => {
      requireWithinLimits(info);
      return inBand(app.watchExecutions(viewer, { filter: executionFilterOf(filter) }));
    },
    resolve: (execution) => valueOrThrow(execution),
  }),
);
