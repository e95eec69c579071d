import { decodeCursor, encodeCursor } from '../runtime/cursor.ts';
import { type LogLevel, type LogLine, logLinesOf } from '../tracker/index.ts';
import type { AppPorts } from './app-ports.ts';
import { executionLog } from './execution-log.ts';
import { type Connection, type PageInput, pageSize } from './paging.ts';
import type { Viewer } from './viewer.ts';

export interface ListLogLinesInput {
  readonly executionId: string;
  /** From this level on. */
  readonly level: LogLevel;
  readonly page: PageInput;
}

/** What an execution has to say, for people. It reads no more of the log than the page needs. */
export async function listLogLines(
  ports: AppPorts,
  viewer: Viewer,
  { executionId, level, page }: ListLogLinesInput,
): Promise<Connection<LogLine>> {
  const count = pageSize(page.first);
  const after = page.after === null ? 0 : decodeCursor(page.after, executionId);
  const lines: LogLine[] = [];
  for await (const events of executionLog(ports, viewer, { executionId, after })) {
    lines.push(...logLinesOf(events, level));
    if (lines.length > count) break;
  }
  return {
    edges: lines.slice(0, count).map((node) => ({ cursor: encodeCursor(executionId, node.sequence), node })),
    hasNextPage: lines.length > count,
  };
}
