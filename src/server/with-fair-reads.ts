import type { App, Viewer } from '../app/index.ts';
import { FairPlaces } from '../runtime/fair-places.ts';

/** Fewer than the connections of any pool that reads share with the rest of the API: it always finds one free. */
const mostReads = 7;

/**
 * The same use cases, in which owners take turns where much is read. What waits for events holds no place: it reads little,
 * and may last.
 */
export function withFairReads(app: App): App {
  const places = new FairPlaces(mostReads);
  const fair =
    <Input, T>(read: (viewer: Viewer, input: Input) => Promise<T>) =>
    (viewer: Viewer, input: Input): Promise<T> =>
      places.run(viewer.ownerId, () => read(viewer, input));
  return {
    ...app,
    listExecutions: async (viewer, input) => {
      const page = await places.run(viewer.ownerId, () => app.listExecutions(viewer, input));
      return { ...page, count: () => places.run(viewer.ownerId, page.count) };
    },
    wholeValue: (viewer, id, value) => places.run(viewer.ownerId, () => app.wholeValue(viewer, id, value)),
    executionSummary: fair(app.executionSummary),
    getExecutionGraphs: fair(app.getExecutionGraphs),
    getExecutions: fair(app.getExecutions),
    listConversations: fair(app.listConversations),
    listDefinitions: fair(app.listDefinitions),
    listLogLines: fair(app.listLogLines),
    listMessages: fair(app.listMessages),
    listSteps: fair(app.listSteps),
    listTemplates: fair(app.listTemplates),
    listUsageEntries: fair(app.listUsageEntries),
    listVersionsOfMany: fair(app.listVersionsOfMany),
    topTemplates: fair(app.topTemplates),
    workflowAnalytics: fair(app.workflowAnalytics),
  };
}
