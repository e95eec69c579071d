import { z } from 'zod';
import { AppError } from '../kernel/index.ts';
import type { WorkflowType } from '../runtime/execution-record.ts';
import type {
  AnalyticsGrain,
  AnalyticsQuery,
  CallDimension,
  CallGroup,
  ExecutionDimension,
  ExecutionFigures,
  ExecutionGroup,
} from '../runtime/ports/analytics-store.ts';
import type { AppPorts } from './app-ports.ts';
import { definitionNotFound } from './definition-errors.ts';
import { getDefinition } from './get-definition.ts';
import { requireTemplate } from './get-template.ts';
import { pageSize } from './paging.ts';
import { latestTime, readInput, timeSchema } from './read-input.ts';
import { requireAdmin, type Viewer } from './viewer.ts';

export interface AnalyticsFilter {
  readonly types: readonly WorkflowType[] | null;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
  /** Not only one's own executions: for administrators. */
  readonly everyone: boolean;
}

export interface WorkflowAnalyticsInput {
  readonly filter: AnalyticsFilter;
  readonly from: number;
  readonly to: number;
  readonly grain: AnalyticsGrain;
}

/** Every figure of it is of the executions that have ended from `from` on and before `to`. */
export interface WorkflowAnalytics {
  /** At the start of a bucket: what was asked for, and what belongs to the same bucket. */
  readonly from: number;
  readonly to: number;
  readonly totals: ExecutionFigures;
  /** One after the other, none left out; `figures` null: nothing ended in it. */
  buckets(): Promise<readonly { readonly startsAt: number; readonly figures: ExecutionFigures | null }[]>;
  groups(by: ExecutionDimension, first: number | null): Promise<readonly ExecutionGroup[]>;
  calls(by: CallDimension, first: number | null): Promise<readonly CallGroup[]>;
  failures(first: number | null): Promise<readonly { readonly code: string; readonly count: number }[]>;
}

const grainMs: Readonly<Record<AnalyticsGrain, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** So many points are more than a chart shows. */
const mostBuckets = 1000;

const schema = z.object({
  from: timeSchema,
  to: timeSchema,
  definitionVersion: z.int().min(1).max(0x7fff_ffff).nullable(),
});

export async function workflowAnalytics(
  ports: AppPorts,
  viewer: Viewer,
  input: WorkflowAnalyticsInput,
): Promise<WorkflowAnalytics> {
  const query = queryOf(viewer, input);
  const { analytics } = ports;
  const totals = await analytics.totals(query);
  if (totals.executions === 0 && !(await wasUsed(ports, query))) await requireVisible(ports, viewer, query);
  return {
    from: query.from,
    to: query.to,
    totals,
    buckets: async () => everyBucket(query, await analytics.buckets(query)),
    groups: (by, first) => analytics.groups(query, by, pageSize(first)),
    calls: (by, first) => analytics.calls(query, by, pageSize(first)),
    failures: (first) => analytics.failures(query, pageSize(first)),
  };
}

function queryOf(
  viewer: Viewer,
  { filter: { everyone, ...filter }, from, to, grain }: WorkflowAnalyticsInput,
): AnalyticsQuery {
  if (everyone) requireAdmin(viewer, "read everybody's analytics");
  readInput(schema, { from, to, definitionVersion: filter.definitionVersion }, 'analytics');
  const size = grainMs[grain];
  const span = { from: Math.floor(from / size) * size, to: Math.ceil(to / size) * size };
  requireFewBuckets(span, size, grain);
  return { ...filter, ...span, ownerId: everyone ? null : viewer.ownerId, grain };
}

function requireFewBuckets(
  { from, to }: { readonly from: number; readonly to: number },
  size: number,
  grain: AnalyticsGrain,
): void {
  if (from >= to) throw new AppError('input/invalid', 'analytics.from must be before analytics.to');
  const count = (to - from) / size;
  if (count <= mostBuckets) return;
  throw new AppError(
    'limit/buckets',
    `from and to are ${count} buckets of one ${grain} apart: at most ${mostBuckets}; ask for larger buckets, or for a shorter time`,
    { details: { count, limit: mostBuckets } },
  );
}

/** What was deleted may still be asked for by whoever has executed it, at any time: its figures stay. */
async function wasUsed({ analytics }: AppPorts, query: AnalyticsQuery): Promise<boolean> {
  if (query.definitionId === null && query.templateId === null) return true;
  const ever = { ...query, from: 0, to: latestTime, grain: 'day' } as const;
  return (await analytics.totals(ever)).executions > 0;
}

/** @throws AppError `template/not-found`, `definition/not-found` */
async function requireVisible(
  ports: AppPorts,
  viewer: Viewer,
  { definitionId, templateId }: AnalyticsQuery,
): Promise<void> {
  if (templateId !== null) await requireTemplate(ports, viewer, templateId);
  if (definitionId !== null && !(await getDefinition(ports, viewer, definitionId))) {
    throw definitionNotFound(definitionId);
  }
}

function everyBucket(
  { from, to, grain }: AnalyticsQuery,
  found: ReadonlyMap<number, ExecutionFigures>,
): readonly { readonly startsAt: number; readonly figures: ExecutionFigures | null }[] {
  const size = grainMs[grain];
  return Array.from({ length: (to - from) / size }, (_, index) => {
    const startsAt = from + index * size;
    return { startsAt, figures: found.get(startsAt) ?? null };
  });
}
