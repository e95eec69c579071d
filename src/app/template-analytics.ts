import type { RankedTemplate, TemplateFigures, TemplateRanking } from '../runtime/ports/analytics-store.ts';
import type { AppPorts } from './app-ports.ts';
import { pageSize } from './paging.ts';
import type { Viewer } from './viewer.ts';

/** What the viewer may know of the use of each template: all of it for his own, his own part for others. */
export async function getTemplateAnalytics(
  { analytics }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly TemplateFigures[]> {
  const found = await analytics.templates(ownerId, ids);
  return ids.map((id) => found.get(id.toLowerCase()) ?? unused);
}

export interface TopTemplatesInput {
  readonly ranking: TemplateRanking;
  /** 1 to 100; null: 20. */
  readonly first: number | null;
}

export async function topTemplates(
  { analytics }: AppPorts,
  { ownerId }: Viewer,
  { ranking, first }: TopTemplatesInput,
): Promise<readonly RankedTemplate[]> {
  return analytics.topTemplates(ownerId, ranking, pageSize(first));
}

const unused: TemplateFigures = {
  usageCount: 0,
  successCount: 0,
  failureCount: 0,
  cancelCount: 0,
  totalTokens: 0,
  unknownTokensCount: 0,
  totalCostMicroUsd: 0,
  unknownCostCount: 0,
  totalDurationMs: 0,
  timedCount: 0,
  lastUsedAt: null,
  lastSuccessAt: null,
  lastFailureAt: null,
};
