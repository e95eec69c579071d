import { isJsonObject, type Json, type Message } from '../../kernel/index.ts';

/** In characters. What is longer is read at the execution: a conversation is what people say to each other. */
const mostAnswer = 1024 * 1024;

/**
 * What the execution has answered to the user's turn: the text of its output, which is the output named `answer` or
 * `text`, or else the only one that is a text. Where it names none, what a model said last since the user's turn. Null:
 * nothing of it is a text, or it is too long for a message.
 */
export function conversationAnswer(output: Json, messages: readonly Message[]): string | null {
  const answer = textOf(output) ?? lastSaid(messages);
  return answer !== null && answer.length <= mostAnswer ? answer : null;
}

function textOf(output: Json): string | null {
  if (output === null || !isJsonObject(output)) return null;
  const named = [output.answer, output.text].find(isText);
  if (named !== undefined) return named;
  const [only, ...others] = Object.values(output).filter(isText);
  return only !== undefined && others.length === 0 ? only : null;
}

function lastSaid(messages: readonly Message[]): string | null {
  const turn = messages.findLastIndex(({ role }) => role === 'user');
  const said = messages.slice(turn + 1).filter(({ role }) => role === 'assistant');
  return said.findLast(({ content }) => isText(content))?.content ?? null;
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
