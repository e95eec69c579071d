import type { Outcome } from '../../engine/index.ts';
import { jsonLengthUpTo } from '../../kernel/index.ts';

/** What is shorter as JSON text is soon on its way with what else is committed. */
const mostBeside = 1024 * 1024;

type LargeOutcome = Extract<Outcome, { status: 'completed' }> & { readonly output: object };

/** Whether a node has given so much that it is to be sent ahead. A text alone is none: nobody could tell it again. */
export function isLargeOutcome(outcome: Outcome): outcome is LargeOutcome {
  if (outcome.status !== 'completed') return false;
  const { output } = outcome;
  return typeof output === 'object' && output !== null && jsonLengthUpTo(output, mostBeside) > mostBeside;
}
