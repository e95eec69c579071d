import { AppError } from '../kernel/index.ts';
import type { Script, ScriptResult } from '../nodes/index.ts';
import type { ThreadAnswer } from './thread/messages.ts';

/** @throws AppError `code/…` where the script did not return something that can be used */
export function resultOf(answer: ThreadAnswer, { cpuMs, memoryMb }: Script): ScriptResult {
  switch (answer.status) {
    case 'returned':
      return { json: answer.text, log: answer.log };
    case 'threw':
      throw thrown(answer);
    case 'unusable':
      throw new AppError('code/result-invalid', `what it returned ${answer.text}`);
    case 'outOfTime':
      throw new AppError('code/timeout', `it took more than ${cpuMs} ms of processor time (cpuMs)`);
    case 'outOfMemory':
      throw new AppError('code/memory', `it needed more than ${memoryMb} MB of memory (memoryMb)`);
  }
}

function thrown({ text, line }: Extract<ThreadAnswer, { status: 'threw' }>): AppError {
  if (line === null) return new AppError('code/failed', text);
  return new AppError('code/failed', `${text} (line ${line})`, { details: { line } });
}
