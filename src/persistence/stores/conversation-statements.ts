import {
  historyLimits,
  type MessageOrder,
  type MessagePageRequest,
} from '../../runtime/ports/conversation-store.ts';
import type { ListStatement } from './execution-list.ts';

/** A page of the messages of each of these. */
export function messagePages(
  ownerId: string,
  ids: readonly string[],
  order: MessageOrder,
  { first, after }: MessagePageRequest,
): ListStatement {
  const [direction, next] = order === 'newest-first' ? ['desc', '<'] : ['asc', '>'];
  const text = `
    select m.id, m.position::float8 as position, m.conversation_id as "conversationId", m.execution_id as "executionId", m.role, m.content,
      (extract(epoch from m.created_at) * 1000)::float8 as "createdAt"
    from conversation c
    cross join lateral (
      select * from message where conversation_id = c.id ${after === null ? '' : `and position ${next} ?::bigint`}
      order by position ${direction} limit ${first + 1}
    ) m
    where c.owner_id = ? and c.id = any(?::uuid[])
    order by m.position ${direction}`;
  return { text, values: [...(after === null ? [] : [after]), ownerId, `{${ids.join(',')}}`] };
}

/** The turns that were answered last; one row without a turn, where there are none. No row: there is no conversation. */
export function latestTurns(ownerId: string, id: string): ListStatement {
  return { text: latestTurnsSql, values: [id, ownerId] };
}

const latestTurnsSql = `
  with own as (select id from conversation where id = ? and owner_id = ?),
  answered as (
    select a.position, u.content as said, a.content as answer,
      sum(octet_length(u.content) + octet_length(a.content)) over (order by a.position desc) as bytes
    from own
    cross join lateral (
      select m.position, m.execution_id, m.content from message m
      where m.conversation_id = own.id and m.role = 'assistant'
      order by m.position desc limit ${historyLimits.turns}
    ) a
    join message u on u.execution_id = a.execution_id and u.role = 'user'
  )
  select said, answer from own left join answered on bytes <= ${historyLimits.bytes} order by answered.position`;
