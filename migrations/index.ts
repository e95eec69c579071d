import { Migration20261101000000_legacy } from './Migration20261101000000_legacy.ts';
import { Migration20261101000100_executions_without_definition } from './Migration20261101000100_executions_without_definition.ts';
import { Migration20261101000200_event_log } from './Migration20261101000200_event_log.ts';
import { Migration20261127000100_secrets } from './Migration20261127000100_secrets.ts';
import { Migration20261127000200_blob } from './Migration20261127000200_blob.ts';
import { Migration20261127000250_definition_lifecycle } from './Migration20261127000250_definition_lifecycle.ts';
import { Migration20261127000300_history_indexes } from './Migration20261127000300_history_indexes.ts';
import { Migration20261127000400_analytics } from './Migration20261127000400_analytics.ts';
import { Migration20261127000500_templates } from './Migration20261127000500_templates.ts';
import { Migration20261127000600_history_by_duration } from './Migration20261127000600_history_by_duration.ts';
import { Migration20261127000700_conversations } from './Migration20261127000700_conversations.ts';
import { Migration20261127000750_conversation_indexes } from './Migration20261127000750_conversation_indexes.ts';
import { Migration20261127000800_analytics_levels } from './Migration20261127000800_analytics_levels.ts';
import { Migration20261127000850_blob_references } from './Migration20261127000850_blob_references.ts';
import { Migration20261127000900_history_by_day } from './Migration20261127000900_history_by_day.ts';
import { Migration20261127000950_analytics_call_indexes } from './Migration20261127000950_analytics_call_indexes.ts';
import { Migration20261127001000_event_rows } from './Migration20261127001000_event_rows.ts';
import { Migration20261127001050_room_for_claims } from './Migration20261127001050_room_for_claims.ts';
import { Migration20261128000100_replay_window } from './Migration20261128000100_replay_window.ts';
import { Migration20261128000200_public_templates } from './Migration20261128000200_public_templates.ts';

/** Every migration, in order. A list, not a search of the folder: a pattern would misread a path with `[` in it. */
export const migrations = [
  Migration20261101000000_legacy,
  Migration20261101000100_executions_without_definition,
  Migration20261101000200_event_log,
  Migration20261127000100_secrets,
  Migration20261127000200_blob,
  Migration20261127000250_definition_lifecycle,
  Migration20261127000300_history_indexes,
  Migration20261127000400_analytics,
  Migration20261127000500_templates,
  Migration20261127000600_history_by_duration,
  Migration20261127000700_conversations,
  Migration20261127000750_conversation_indexes,
  Migration20261127000800_analytics_levels,
  Migration20261127000850_blob_references,
  Migration20261127000900_history_by_day,
  Migration20261127000950_analytics_call_indexes,
  Migration20261127001000_event_rows,
  Migration20261127001050_room_for_claims,
  Migration20261128000100_replay_window,
  Migration20261128000200_public_templates,
] as const;
