import { builder } from '../builder.ts';
import { expensive } from '../operation-limits.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { WorkflowAnalysisObject } from './workflow-analysis.ts';

builder.queryField('analyzeWorkflow', (t) =>
  t.field({
    type: WorkflowAnalysisObject,
    args: { graph: t.arg({ type: WorkflowGraphInput, required: true, description: 'The workflow.' }) },
    complexity: expensive,
    description: 'Analyses the structure of a workflow. It need not be valid, and is neither stored nor run.',
    resolve: (_, { graph }, { app }) => app.analyzeWorkflow(documentOf(graph)),
  }),
);
