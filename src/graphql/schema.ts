import { type GraphQLSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { readAsOwners } from './read-as-owners.ts';
import './access/api-keys.ts';
import './access/viewer.ts';
import './analytics/execution-summary.ts';
import './analytics/template-analytics-queries.ts';
import './analytics/workflow-analytics-query.ts';
import './analysis/analyze-workflow.ts';
import './catalogue/models.ts';
import './catalogue/node-types.ts';
import './conversations/conversation-queries.ts';
import './conversations/create-conversation.ts';
import './conversations/delete-conversation.ts';
import './conversations/update-conversation.ts';
import './definitions/archive-workflow-definition.ts';
import './definitions/create-definition-from-template.ts';
import './definitions/create-workflow-definition.ts';
import './definitions/definition-queries.ts';
import './definitions/delete-workflow-definition.ts';
import './definitions/diff-workflow-versions.ts';
import './definitions/duplicate-workflow-definition.ts';
import './definitions/export-workflow.ts';
import './definitions/import-workflow.ts';
import './definitions/publish-workflow-definition.ts';
import './definitions/restore-workflow-definition-version.ts';
import './definitions/update-workflow-definition.ts';
import './events/execution-events-query.ts';
import './events/execution-events-subscription.ts';
import './executions/cancel-execution.ts';
import './executions/delete-execution.ts';
import './executions/execute-workflow.ts';
import './executions/execution-queries.ts';
import './executions/executions-changed.ts';
import './scalars.ts';
import './secrets/delete-secret.ts';
import './secrets/secrets.ts';
import './secrets/set-secret.ts';
import './templates/create-workflow-template.ts';
import './templates/delete-workflow-template.ts';
import './templates/duplicate-workflow-template.ts';
import './templates/import-workflow-template.ts';
import './templates/rate-workflow-template.ts';
import './templates/template-queries.ts';
import './templates/update-workflow-template.ts';
import './validation/validate-workflow.ts';
import './validation/validate-workflow-template.ts';

/** The whole API. */
export function createSchema(): GraphQLSchema {
  return readAsOwners(builder.toSchema());
}

/** The API as text, in an order that no change of the code can disturb. */
export function printedSchema(): string {
  return `${printSchema(createSchema())}\n`;
}
