import type { Region } from '../../graph/index.ts';
import type { Flow } from './flow.ts';

/** The regions of which an iteration can be told: where a cycle has two entries, it cannot. */
export function clearRegions(flow: Flow): readonly Region[] {
  const tangled = new Set(flow.tangles.flat());
  return flow.regions.filter((region) => !region.nodes.some((node) => tangled.has(node)));
}
