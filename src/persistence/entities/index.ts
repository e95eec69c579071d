import { ApiKeyEntity } from './api-key-entity.ts';
import { ConversationEntity } from './conversation-entity.ts';
import { DefinitionDraftEntity } from './definition-draft-entity.ts';
import { DefinitionEntity } from './definition-entity.ts';
import { DefinitionVersionEntity } from './definition-version-entity.ts';
import { ExecutionEntity } from './execution-entity.ts';
import { SecretEntity } from './secret-entity.ts';
import { TemplateEntity } from './template-entity.ts';
import { TemplateRatingEntity } from './template-rating-entity.ts';
import { UsageEntryEntity } from './usage-entry-entity.ts';

/** Every table that MikroORM maps. Those of the log are written by statements of their own. */
export const entities = [
  ApiKeyEntity,
  ConversationEntity,
  DefinitionDraftEntity,
  DefinitionEntity,
  DefinitionVersionEntity,
  ExecutionEntity,
  SecretEntity,
  TemplateEntity,
  TemplateRatingEntity,
  UsageEntryEntity,
];
