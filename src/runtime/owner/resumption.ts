import { type ExecutionState, type OpenActivation, scopeAt } from '../../engine/index.ts';
import type { WaitEnding } from '../../nodes/index.ts';
import type { NewCommand } from '../ports/execution-store.ts';

interface Resumption {
  readonly activation: OpenActivation;
  readonly ending: WaitEnding;
}

/** What goes on by the command; null: the attempt that it is for waits no more. */
export function resumptionBy(
  command: Exclude<NewCommand, { readonly type: 'cancel' }>,
  state: ExecutionState,
): Resumption | null {
  const activation = scopeAt(state, command.path).open.get(command.path);
  if (activation?.attempt !== command.attempt) return null;
  if (command.type === 'timer')
    return activation.until === null ? null : { activation, ending: { type: 'due' } };
  if (activation.status !== 'suspended') return null;
  return { activation, ending: { type: 'answered', answer: command.answer } };
}
