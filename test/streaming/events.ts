import type { ExecutionEvent } from '../../src/engine/index.ts';

export function line(message = ''): ExecutionEvent {
  return { at: 0, type: 'LogWritten', level: 'info', message };
}

export function lines(count: number): readonly ExecutionEvent[] {
  return Array.from({ length: count }, () => line());
}

export function delta(text = ''): ExecutionEvent {
  return { at: 0, type: 'TextDelta', nodeId: 'answer', path: 'answer', attempt: 1, text };
}

export const terminals: readonly ExecutionEvent[] = [
  { at: 0, type: 'ExecutionCompleted', output: null },
  {
    at: 0,
    type: 'ExecutionFailed',
    error: { code: 'node/timeout', message: '', retryable: false },
    nodeId: null,
    path: null,
  },
  { at: 0, type: 'ExecutionCancelled' },
];

export function terminal(index = 0): ExecutionEvent {
  const event = terminals[index % terminals.length];
  if (!event) throw new Error('no terminal event');
  return event;
}

/** Lets everything run that needs no time and no answer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
