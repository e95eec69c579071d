import type { Message } from '../kernel/index.ts';
import type { AppPorts } from './app-ports.ts';
import { conversationNotFound } from './get-conversations.ts';
import { invalidInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

interface Turn {
  readonly conversationId: string | null;
  readonly message: string | null;
}

/**
 * What the messages of an execution begin with. It is read once, before the execution is accepted, and is part of its
 * first event: whatever is said meanwhile, it stays what it was.
 * @throws AppError `conversation/not-found`, `input/invalid`
 */
export async function conversationHistory(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  { conversationId, message }: Turn,
): Promise<readonly Message[]> {
  if (conversationId === null) return [];
  const history = await conversations.history(ownerId, conversationId);
  if (history === null) throw conversationNotFound(conversationId);
  if (message !== null && message.trim() !== '') return history;
  const wanted =
    'a turn of a conversation begins with what the user says: set message, or leave conversationId out';
  throw invalidInput([{ path: 'request.message', message: wanted }]);
}
