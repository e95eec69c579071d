/** Of the owner `$1`: what is active, and what has ended since `$2`. */
export const summaryStatement = `select
    (select count(*) from workflow_execution where owner_id = $1 and completed_at is null
      and status in ('queued', 'running', 'suspended', 'paused'))::int as active,
    count(*)::int as ended,
    (count(*) filter (where status = 'completed'))::int as completed,
    (count(*) filter (where status = 'failed'))::int as failed,
    coalesce(sum(duration_ms), 0)::float8 as "durationMs",
    count(duration_ms)::int as "timedCount"
  from analytics_entry where owner_id = $1 and ended_at >= $2`;
