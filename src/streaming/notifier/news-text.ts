import { z } from 'zod';
import type { ExecutionNews, NewsListener } from '../../runtime/ports/notifier.ts';
import type { NewsBatch } from './untold-news.ts';

/** PostgreSQL refuses what has 8,000 bytes or more. */
const mostBytes = 7_899;

const flag = z.union([z.literal(0), z.literal(1)]);
const sequence = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** One execution: its id, the sequence, whether it has ended, its owner, whether it needs a worker. */
const newsItem = z.tuple([z.string(), sequence, flag, z.string().nullable(), flag]);

const newsText = z.union([
  z.array(newsItem),
  /** More than is told has happened in this time until now. */
  z.object({ missedMs: z.number().min(0) }),
]);

/** What is said of a batch, in texts that each fit into one notification. */
export function textsOf({ news, since, isIncomplete }: NewsBatch, now: number): readonly string[] {
  const missed = isIncomplete ? [JSON.stringify({ missedMs: now - since })] : [];
  return [...missed, ...packed(news.map(textOf))];
}

/** Tells the listener what a text says. One that says nothing that we know is passed over: anybody may write to a channel. */
export function hearText(text: string, listener: NewsListener): void {
  const heard = newsText.safeParse(parsed(text));
  if (!heard.success) return;
  if (Array.isArray(heard.data)) listener.hear(heard.data.map(newsOf));
  else listener.missed(heard.data.missedMs);
}

function textOf({ executionId, sequence, hasEnded, ownerId, needsWorker }: ExecutionNews): string {
  return JSON.stringify([executionId, sequence, Number(hasEnded), ownerId, Number(needsWorker)]);
}

function newsOf([executionId, sequence, ended, ownerId, needed]: z.infer<typeof newsItem>): ExecutionNews {
  return { executionId, sequence, hasEnded: ended === 1, ownerId, needsWorker: needed === 1 };
}

/** The items as JSON lists, each as long as it may be. */
function packed(items: readonly string[]): readonly string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(item) + ','.length;
    if (bytes > room) {
      lists.push([]);
      room = mostBytes - '[]'.length + ','.length;
    }
    lists.at(-1)?.push(item);
    room -= bytes;
  }
  return lists.map((list) => `[${list.join(',')}]`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
