export { analyzeWorkflow } from './analyze-workflow.ts';
export { type BinCount, binGrowth, percentile } from './histogram.ts';
export {
  type Bottleneck,
  type Complexity,
  mostPaths,
  type Risk,
  type Suggestion,
  type Weight,
  type WorkflowAnalysis,
} from './workflow-analysis.ts';
