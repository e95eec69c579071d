import type { NodeError } from '../../engine/index.ts';
import type { AppendPipeline } from '../append/append-pipeline.ts';
import { wholeLog } from '../owner/fold-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';
import { LogTally } from './log-tally.ts';
import { takeOver } from './take-over.ts';

interface FailUnmovedParts {
  /** Of the worker that claims the execution to end it. */
  readonly name: string;
  readonly log: Pick<EventLog, 'outline'>;
  readonly pipeline: AppendPipeline;
  readonly clock: Clock;
}

/**
 * Ends an execution without running it, since nobody can: everything that is open is closed, and the error says why.
 * @throws WriterClosedError where another worker has it, or the database refuses it
 */
export async function failUnmoved(
  loaded: LoadedExecution,
  error: NodeError,
  { name, log, pipeline, clock }: FailUnmovedParts,
): Promise<void> {
  const { id } = loaded.record;
  const tally = new LogTally();
  const outlines = { read: log.outline.bind(log) };
  for await (const page of wholeLog(outlines, id)) tally.add(page);
  const at = Math.max(tally.lastAt, clock.now());
  const { first, claim } = takeOver(loaded, name, at);
  const failure = { error, nodeId: null, path: null };
  const closed = tally.open.map((fact) => ({ at, type: 'NodeCancelled', ...fact }) as const);
  const end = {
    status: 'failed',
    at,
    output: null,
    error: { ...error, nodeId: null, path: null },
    usage: tally.usage,
    firstTextAt: tally.firstTextAt,
  } as const;
  const writer = pipeline.writerFor({
    executionId: id,
    epoch: loaded.epoch + 1,
    sequence: tally.sequence + 1,
    holder: loaded.record,
  });
  writer.write([first, ...closed, { at, type: 'ExecutionFailed', ...failure }], { ...claim, end });
  await writer.durable();
}
