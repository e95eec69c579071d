import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';

/** A live execution of an owner, in nothing but its row; its id. */
export async function liveExecution(pool: Pick<Pool, 'query'>, ownerId: string): Promise<string> {
  const id = newId();
  await pool.query(
    `insert into workflow_execution (id, owner_id, workflow_type, status, live) values ($1, $2, 'custom', 'running', false)`,
    [id, ownerId],
  );
  return id;
}
