import type { JsonObject } from '../../kernel/index.ts';
import type { WorkflowType } from '../execution-record.ts';

/**
 * What executions of a template amounted to, those that were deleted since included. Sums hold what is known; how many
 * executions they lack is counted beside them.
 */
export interface TemplateFigures {
  readonly usageCount: number;
  readonly successCount: number;
  readonly failureCount: number;
  readonly cancelCount: number;
  readonly totalTokens: number;
  readonly unknownTokensCount: number;
  readonly totalCostMicroUsd: number;
  readonly unknownCostCount: number;
  readonly totalDurationMs: number;
  /** How many of them have a duration: one that was cancelled before it started has none. */
  readonly timedCount: number;
  readonly lastUsedAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly lastFailureAt: number | null;
}

export type TemplateRanking = 'most-used' | 'most-successful' | 'last-used';

export interface RankedTemplate {
  readonly templateId: string;
  readonly figures: TemplateFigures;
}

/** Sums of tokens and cost. */
export interface Amounts {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly unknownTokensCount: number;
  readonly costMicroUsd: number;
  readonly unknownCostCount: number;
}

/** Counts of durations by the bins of `src/analytics`. */
type Bins = readonly (readonly [bin: number, count: number])[];

/** What executions that ended amounted to. */
export interface ExecutionFigures extends Amounts {
  readonly executions: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly durationMs: number;
  readonly timedCount: number;
  readonly durationBins: Bins;
  readonly firstTextMs: number;
  readonly firstTextCount: number;
  readonly firstTextBins: Bins;
}

/** What calls of models amounted to. */
export interface CallFigures extends Amounts {
  readonly calls: number;
}

export type AnalyticsGrain = 'second' | 'minute' | 'hour' | 'day';

/** Which executions: those that ended from `from` on and before `to`, both at the start of a bucket. */
export interface AnalyticsQuery {
  /** Null: everybody's. */
  readonly ownerId: string | null;
  readonly from: number;
  readonly to: number;
  readonly grain: AnalyticsGrain;
  readonly types: readonly WorkflowType[] | null;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
}

export type ExecutionDimension = 'definition' | 'definition-version' | 'template' | 'type' | 'owner';
export type CallDimension = 'model' | 'node';

/** Null: not what is grouped by, or nothing. */
export interface ExecutionGroup {
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
  readonly type: WorkflowType | null;
  readonly ownerId: string | null;
  readonly figures: ExecutionFigures;
}

export interface CallGroup {
  readonly provider: string | null;
  readonly model: string | null;
  readonly nodeId: string | null;
  /** Where the node is: nodes of different workflows may have the same id. */
  readonly definitionId: string | null;
  readonly templateId: string | null;
  readonly figures: CallFigures;
}

export interface ExecutionSummary {
  /** Have not ended yet. */
  readonly active: number;
  readonly ended: number;
  readonly completed: number;
  readonly failed: number;
  readonly durationMs: number;
  readonly timedCount: number;
}

/**
 * What executions amounted to. Every figure is that of the executions that have ended, at the moment of the question:
 * each writes its entry in the commit that ends it.
 */
export interface AnalyticsStore {
  /** Everybody's executions of templates that the owner owns, and his own of others. None for one that was not used. */
  templates(ownerId: string, templateIds: readonly string[]): Promise<ReadonlyMap<string, TemplateFigures>>;
  /** The same for those that the owner may see and that were used, the first `limit` of a ranking. */
  topTemplates(ownerId: string, ranking: TemplateRanking, limit: number): Promise<readonly RankedTemplate[]>;
  /** Of what has ended since `since`, and how many executions are active. */
  summary(ownerId: string, since: number): Promise<ExecutionSummary>;
  totals(query: AnalyticsQuery): Promise<ExecutionFigures>;
  /** By the starts of their buckets; none for a bucket in which nothing ended. */
  buckets(query: AnalyticsQuery): Promise<ReadonlyMap<number, ExecutionFigures>>;
  /** The largest first. */
  groups(query: AnalyticsQuery, by: ExecutionDimension, limit: number): Promise<readonly ExecutionGroup[]>;
  /** Calls of executions that have ended, the largest group first. */
  calls(query: AnalyticsQuery, by: CallDimension, limit: number): Promise<readonly CallGroup[]>;
  /** How often executions failed for each reason, the most frequent first. */
  failures(
    query: AnalyticsQuery,
    limit: number,
  ): Promise<readonly { readonly code: string; readonly count: number }[]>;
}

/** Adds entries to the sums that reads are made of, so that reads stay fast. */
export interface AnalyticsFold {
  /**
   * At most `limit` entries, each exactly once whoever else folds: it and its part of the sums become durable as one.
   * @returns how many; 0 also while another process is at it
   */
  fold(limit: number): Promise<number>;
}

/** A row of the sums of templates that was not what its entries say. */
export interface TemplateDrift {
  readonly templateId: string;
  readonly ownerId: string;
  /** As it was; null: it was missing. */
  readonly stored: JsonObject | null;
  /** As it must be; null: there must be none. */
  readonly counted: JsonObject | null;
}

export interface AnalyticsDrift {
  readonly templates: readonly TemplateDrift[];
  /** In how many hours, days and months the figures of executions, or their durations, were not what the entries give. */
  readonly rollUps: number;
}

/** Counts again from the entries. */
export interface AnalyticsRecount {
  /** What differs. With `mend`, it does not any more afterwards. Sums are not changed by anybody else meanwhile. */
  recount(options: { readonly mend: boolean }): Promise<AnalyticsDrift>;
}
