import { analyzeWorkflow as analyze, type WorkflowAnalysis } from '../analytics/index.ts';
import { parseWorkflowGraph } from '../graph/index.ts';
import type { AppPorts } from './app-ports.ts';
import { requireValid } from './require-valid.ts';

/**
 * What the structure of a document says of it. It need not be valid, only readable: people ask while they draw.
 * @throws AppError `workflow/invalid`
 */
export function analyzeWorkflow({ registry }: AppPorts, document: unknown): WorkflowAnalysis {
  return analyze(requireValid(parseWorkflowGraph(document)), registry);
}
