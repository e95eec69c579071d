import { builder } from '../builder.ts';
import { pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { ExecutionOrder } from './execution-enums.ts';
import { ExecutionFilterInput, executionFilterOf } from './execution-filter.ts';
import { WorkflowExecution, WorkflowExecutionConnection } from './workflow-execution.ts';

builder.queryField('workflowExecution', (t) =>
  t.field({
    type: WorkflowExecution,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    description:
      "One of your own executions; administrators find anybody's. Null if there is none with this id.",
    resolve: (_, { id }, { loaders }) => loaders.execution(id),
  }),
);

builder.queryField('workflowExecutions', (t) =>
  t.field({
    type: WorkflowExecutionConnection,
    args: {
      filter: t.arg({ type: ExecutionFilterInput, description: 'Which ones; all by default.' }),
      orderBy: t.arg({ type: ExecutionOrder, defaultValue: 'newest-first', description: 'Their order.' }),
      ...pageArguments(t.arg),
    },
    complexity: (args) => pageCost(args),
    description: 'Your own executions; for administrators, also those of another owner.',
    resolve: async (_, { filter, orderBy, ...args }, { app, viewer }) => {
      const page = await app.listExecutions(viewer, {
        filter: executionFilterOf(filter),
        order: orderBy ?? 'newest-first',
        page: pageOf(args),
      });
      return shownPage(page, args);
    },
  }),
);
