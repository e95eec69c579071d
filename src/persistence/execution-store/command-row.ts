import type { ExecutionCommand, NewCommand } from '../../runtime/ports/execution-store.ts';

export interface CommandRow {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** The unread commands of `workflow_execution x` as one JSON value, oldest first. */
export const unreadSql = `(select coalesce(json_agg(json_build_object('id', c.id, 'type', c.type, 'data', c.data)
    order by c.id), '[]')
  from execution_command c where c.execution_id = x.id and c.consumed_at is null)`;

export function commandOf({ id, type, data }: CommandRow): ExecutionCommand {
  // What was written was a command; this puts it together again.
  return { id, type, ...(data as object | null) } as ExecutionCommand;
}

/** What the columns do not say of a command. */
export function commandData({ type: _, ...data }: NewCommand): string | null {
  return Object.keys(data).length === 0 ? null : JSON.stringify(data);
}
