import { analyzeWorkflow } from './analyze-workflow.ts';
import type { App } from './app.ts';
import type { AppPorts } from './app-ports.ts';
import { archiveDefinition } from './archive-definition.ts';
import { authenticate } from './authenticate.ts';
import { cancelExecution } from './cancel-execution.ts';
import { validateTemplate } from './check-template.ts';
import { createApiKey } from './create-api-key.ts';
import { createConversation } from './create-conversation.ts';
import { createDefinition } from './create-definition.ts';
import { createDefinitionFromTemplate } from './create-definition-from-template.ts';
import { createTemplate } from './create-template.ts';
import { deleteConversation } from './delete-conversation.ts';
import { deleteDefinition } from './delete-definition.ts';
import { deleteExecution } from './delete-execution.ts';
import { deleteSecret } from './delete-secret.ts';
import { deleteTemplate } from './delete-template.ts';
import { diffVersions } from './diff-versions.ts';
import { duplicateDefinition } from './duplicate-definition.ts';
import { duplicateTemplate } from './duplicate-template.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { executionSummary } from './execution-summary.ts';
import { exportTemplate } from './export-template.ts';
import { exportWorkflow } from './export-workflow.ts';
import { findBytes } from './find-bytes.ts';
import { getConversations } from './get-conversations.ts';
import { getDefinition, getDefinitions, getVersions, listVersionsOfMany } from './get-definition.ts';
import { getExecutionGraphs, getExecutions, listUsageEntries } from './get-execution.ts';
import { getTemplates } from './get-template.ts';
import { importTemplate } from './import-template.ts';
import { importWorkflow } from './import-workflow.ts';
import { instantiateTemplate } from './instantiate-template.ts';
import { listConversations } from './list-conversations.ts';
import { listDefinitions } from './list-definitions.ts';
import { listExecutions } from './list-executions.ts';
import { listLogLines } from './list-log-lines.ts';
import { listMessages } from './list-messages.ts';
import { listModels } from './list-models.ts';
import { listSecrets } from './list-secrets.ts';
import { listSteps } from './list-steps.ts';
import { listTemplates } from './list-templates.ts';
import { publishDefinition } from './publish-definition.ts';
import { rateTemplate } from './rate-template.ts';
import { readExecutionEvents } from './read-execution-events.ts';
import { restoreDefinitionVersion } from './restore-definition-version.ts';
import { apiKeyScope, revokeApiKey } from './revoke-api-key.ts';
import { setSecret } from './set-secret.ts';
import { getTemplateAnalytics, topTemplates } from './template-analytics.ts';
import { updateConversation } from './update-conversation.ts';
import { updateDefinition } from './update-definition.ts';
import { updateTemplate } from './update-template.ts';
import { checkWorkflow } from './validated-graph.ts';
import { readerId } from './viewer.ts';
import { watchExecutionEvents } from './watch-execution-events.ts';
import { watchExecutions } from './watch-executions.ts';
import { workflowAnalytics } from './workflow-analytics.ts';

/** Every use case, over these ports. */
export function createApp(ports: AppPorts): App {
  const { executions, templates, apiKeys, registry } = ports;
  return {
    authenticate: (credentials) => authenticate(ports, credentials),

    executeWorkflow: (viewer, input) => executeWorkflow(ports, viewer, input),
    cancelExecution: (viewer, id) => cancelExecution(ports, viewer, id),
    deleteExecution: (viewer, id) => deleteExecution(ports, viewer, id),
    getExecution: (viewer, id) => executions.get(readerId(viewer), id),
    wholeValue: (viewer, id, value) => executions.wholeValue(readerId(viewer), id, value),
    findBytes: (viewer, input) => findBytes(ports, viewer, input),
    getExecutions: (viewer, ids) => getExecutions(ports, viewer, ids),
    getExecutionGraphs: (viewer, ids) => getExecutionGraphs(ports, viewer, ids),
    listExecutions: (viewer, input) => listExecutions(ports, viewer, input),
    readExecutionEvents: (viewer, input) => readExecutionEvents(ports, viewer, input),
    watchExecutionEvents: (viewer, input) => watchExecutionEvents(ports, viewer, input),
    watchExecutions: (viewer, input) => watchExecutions(ports, viewer, input),
    listSteps: (viewer, input) => listSteps(ports, viewer, input),
    listLogLines: (viewer, input) => listLogLines(ports, viewer, input),
    listUsageEntries: (viewer, ids) => listUsageEntries(ports, viewer, ids),

    createConversation: (viewer, input) => createConversation(ports, viewer, input),
    updateConversation: (viewer, input) => updateConversation(ports, viewer, input),
    deleteConversation: (viewer, id) => deleteConversation(ports, viewer, id),
    getConversations: (viewer, ids) => getConversations(ports, viewer, ids),
    listConversations: (viewer, page) => listConversations(ports, viewer, page),
    listMessages: (viewer, input) => listMessages(ports, viewer, input),

    createDefinition: (viewer, input) => createDefinition(ports, viewer, input),
    createDefinitionFromTemplate: (viewer, input) => createDefinitionFromTemplate(ports, viewer, input),
    updateDefinition: (viewer, input) => updateDefinition(ports, viewer, input),
    publishDefinition: (viewer, input) => publishDefinition(ports, viewer, input),
    deleteDefinition: (viewer, id) => deleteDefinition(ports, viewer, id),
    duplicateDefinition: (viewer, input) => duplicateDefinition(ports, viewer, input),
    archiveDefinition: (viewer, input) => archiveDefinition(ports, viewer, input),
    restoreDefinitionVersion: (viewer, input) => restoreDefinitionVersion(ports, viewer, input),
    exportWorkflow: (viewer, input) => exportWorkflow(ports, viewer, input),
    importWorkflow: (viewer, input) => importWorkflow(ports, viewer, input),
    diffVersions: (viewer, input) => diffVersions(ports, viewer, input),
    getDefinition: (viewer, id) => getDefinition(ports, viewer, id),
    getDefinitions: (viewer, ids) => getDefinitions(ports, viewer, ids),
    listVersionsOfMany: (viewer, ids) => listVersionsOfMany(ports, viewer, ids),
    getVersions: (viewer, places) => getVersions(ports, viewer, places),
    listDefinitions: (viewer, input) => listDefinitions(ports, viewer, input),

    createTemplate: (viewer, input) => createTemplate(ports, viewer, input),
    updateTemplate: (viewer, input) => updateTemplate(ports, viewer, input),
    deleteTemplate: (viewer, id) => deleteTemplate(ports, viewer, id),
    duplicateTemplate: (viewer, input) => duplicateTemplate(ports, viewer, input),
    rateTemplate: (viewer, input) => rateTemplate(ports, viewer, input),
    exportTemplate: (viewer, id) => exportTemplate(ports, viewer, id),
    importTemplate: (viewer, input) => importTemplate(ports, viewer, input),
    getTemplate: (viewer, id) => templates.get(viewer.ownerId, id),
    getTemplates: (viewer, ids) => getTemplates(ports, viewer, ids),
    listTemplates: (viewer, input) => listTemplates(ports, viewer, input),
    instantiateTemplate: (template, parameters) => instantiateTemplate(ports, template, parameters),

    getTemplateAnalytics: (viewer, ids) => getTemplateAnalytics(ports, viewer, ids),
    topTemplates: (viewer, input) => topTemplates(ports, viewer, input),
    executionSummary: (viewer, since) => executionSummary(ports, viewer, since),
    workflowAnalytics: (viewer, input) => workflowAnalytics(ports, viewer, input),

    validateTemplate: (viewer, given) => validateTemplate(ports, viewer, given),
    validateWorkflow: (viewer, document) => checkWorkflow(ports, viewer, document),
    analyzeWorkflow: (document) => analyzeWorkflow(ports, document),
    listModels: () => listModels(ports),
    listNodeKinds: () => registry.kinds,

    setSecret: (viewer, input) => setSecret(ports, viewer, input),
    deleteSecret: (viewer, name) => deleteSecret(ports, viewer, name),
    listSecrets: (viewer, page) => listSecrets(ports, viewer, page),

    hasApiKeys: () => apiKeys.exists(),
    createApiKey: (viewer, input) => createApiKey(ports, viewer, input),
    revokeApiKey: (viewer, id) => revokeApiKey(ports, viewer, id),
    listApiKeys: (viewer) => apiKeys.list(apiKeyScope(viewer)),
  };
}
