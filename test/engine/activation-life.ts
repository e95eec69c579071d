import type { ExecutionEvent, NodeFact } from '../../src/engine/index.ts';

type Stage = 'none' | 'running' | 'failing' | 'retrying' | 'suspended' | 'superseded' | 'closed';

interface Step {
  readonly from: readonly Stage[];
  readonly to: Stage;
}

const open: readonly Stage[] = ['running', 'retrying', 'suspended', 'superseded'];

/** The life of an activation, from the words of the log. What is instant (pure, refused) ends without having begun. */
function stepOf(event: ExecutionEvent): Step | null {
  switch (event.type) {
    case 'NodeStarted':
      return { from: ['none', 'retrying', 'superseded'], to: 'running' };
    case 'NodeCompleted':
      return { from: ['none', 'running'], to: 'closed' };
    case 'NodeFailed':
      return event.retrying
        ? { from: ['running'], to: 'failing' }
        : { from: ['none', 'running'], to: 'closed' };
    case 'NodeRetryScheduled':
      return { from: ['failing'], to: 'retrying' };
    case 'NodeSuspended':
      return { from: ['running'], to: 'suspended' };
    case 'NodeResumed':
      return { from: ['suspended'], to: 'running' };
    case 'NodeSuperseded':
      return { from: ['running'], to: 'superseded' };
    case 'NodeSkipped':
      return { from: ['none'], to: 'closed' };
    case 'NodeCancelled':
      return { from: open, to: 'closed' };
    case 'BudgetReserved':
    case 'UsageRecorded':
      return { from: ['running'], to: 'running' };
    default:
      return null;
  }
}

/** What is wrong with the lives of a log's activations: steps out of order, attempts out of order, lives not closed. */
export function faultyLives(events: readonly ExecutionEvent[]): readonly string[] {
  const faults: string[] = [];
  const lives = new Map<string, { readonly stage: Stage; readonly attempt: number }>();
  events.forEach((event, index) => {
    const step = stepOf(event);
    if (step === null || !isNodeFact(event)) return;
    const { path, attempt } = event;
    const life = lives.get(path) ?? { stage: 'none', attempt: 0 };
    const expected = life.stage === 'none' || event.type === 'NodeStarted' ? life.attempt + 1 : life.attempt;
    if (!step.from.includes(life.stage))
      faults.push(`${index}: ${event.type} of ${path}, which is ${life.stage}`);
    if (attempt !== expected) faults.push(`${index}: attempt ${attempt} of ${path} after ${life.attempt}`);
    lives.set(path, { stage: step.to, attempt });
  });
  for (const [path, { stage }] of lives) if (stage !== 'closed') faults.push(`${path} is ${stage} for ever`);
  return faults;
}

export function isNodeFact(event: ExecutionEvent): event is ExecutionEvent & NodeFact {
  return 'path' in event && event.path !== null && 'attempt' in event && event.attempt !== undefined;
}
