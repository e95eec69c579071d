import { v7 as newId } from 'uuid';
import type { Viewer } from '../../src/app/index.ts';
import { type AppUnderTest, modelDocument } from '../app/app-under-test.ts';
import { nothingAsked } from '../support/nothing-asked.ts';

/** An execution that leads to a definition, a template and a conversation of its own. Gives its id. */
export async function linkedExecution({ app, stores }: AppUnderTest, viewer: Viewer): Promise<string> {
  const template = (baseTemplateId: string | null) =>
    app.createTemplate(viewer, {
      name: 'made',
      description: 'made',
      category: null,
      tags: [],
      isPublic: false,
      graph: modelDocument(),
      parameters: null,
      baseTemplateId,
    });
  const base = await template(null);
  const { id: templateId } = await template(base.id);
  const origin = { templateId, parameters: {}, name: null };
  const { id: definitionId } = await app.createDefinitionFromTemplate(viewer, origin);
  await app.publishDefinition(viewer, { id: definitionId, expectedVersion: null });
  const { id: conversationId } = await app.createConversation(viewer, { title: 'made' });
  const target = { kind: 'definition', id: definitionId, version: null, draft: false } as const;
  const { execution } = await app.executeWorkflow(viewer, {
    ...nothingAsked,
    target,
    conversationId,
    message: 'hi',
  });
  await stores.sql('update workflow_execution set template_id = $2 where id = $1', execution.id, templateId);
  await stores.sql(
    `insert into message (id, conversation_id, execution_id, role, content, created_at)
     values ($1, $2, $3, 'user', 'hi', now())`,
    newId(),
    conversationId,
    execution.id,
  );
  await stores.sql(
    `insert into usage_entry (id, execution_id, path, attempt, provider, model, at)
     values (gen_random_uuid(), $1, 'answer', 1, 'offline', 'echo', now())`,
    execution.id,
  );
  return execution.id;
}
