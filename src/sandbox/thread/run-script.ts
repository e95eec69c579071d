import { createHash } from 'node:crypto';
import build from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';
import type { ThreadAnswer, ThreadScript } from './messages.ts';
import { prelude } from './prelude.ts';

/** The types of the package speak of its CommonJS build, which is wrapped once more than the one that is loaded. */
const variant: QuickJSSyncVariant = 'default' in build ? build.default : build;

/** The name by which stack traces tell the script from what is around it. */
const scriptFile = 'source';

/** A page of WebAssembly's memory. */
const pageBytes = 65_536;
/** What the engine begins with, as it was built: most of it is left for a script. */
const firstPages = 256;

/** How deep calls may go: beyond it the engine throws, before the stack of the thread is full. */
const stackBytes = 256 * 1024;

/**
 * Runs one script to its end. The engine is a new instance for each, so nothing of a run is ever seen by another, even
 * where a script finds a way to spoil the memory of the engine.
 */
export async function runScript(script: ThreadScript, wasmModule: WebAssembly.Module): Promise<ThreadAnswer> {
  const wasmMemory = memoryOf(script);
  const engine = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
  const begun = process.threadCpuUsage();
  let isOutOfTime = false;
  const runtime = engine.newRuntime({
    memoryLimitBytes: script.memoryMb * 1_000_000,
    maxStackSizeBytes: stackBytes,
    interruptHandler: () => {
      const { user, system } = process.threadCpuUsage(begun);
      isOutOfTime ||= user + system > script.cpuMs * 1000;
      return isOutOfTime;
    },
  });
  const answer = run(script, runtime.newContext());
  if (isOutOfTime) return { status: 'outOfTime' };
  return answer ?? { status: 'outOfMemory' };
}

/**
 * The engine's own limit refuses single values that are larger. It does not know how much those of moderate size take
 * together, so its memory itself has an end.
 */
function memoryOf({ memoryMb }: ThreadScript): WebAssembly.Memory {
  const maximum = firstPages + Math.ceil((memoryMb * 1_000_000) / pageBytes);
  return new WebAssembly.Memory({ initial: firstPages, maximum });
}

/** Null: not even what is around the script got to its end, so time or memory is over. */
function run({ source, names, values, seed }: ThreadScript, context: QuickJSContext): ThreadAnswer | null {
  const call = (callee: QuickJSHandle, ...given: readonly QuickJSHandle[]) => {
    const result = context.callFunction(callee, context.undefined, ...given);
    return result.error ? null : result.value;
  };
  const prepare = context.unwrapResult(context.evalCode(prelude, 'chatter.js', { type: 'global' }));
  const numbers = seedNumbers(seed).map((number) => context.newNumber(number));
  const prepared = call(prepare, ...numbers, context.newString(values));
  if (prepared === null) return null;
  // A block of its own, so that the script may declare every name; a line before it, which `lineOf` leaves out.
  const text = `(function (${names.join()}) { 'use strict'; {\n${source}\n} })`;
  const script = context.evalCode(text, scriptFile, { type: 'global' });
  const ended = script.error
    ? call(context.getProp(prepared, 'report'), script.error)
    : call(context.getProp(prepared, 'perform'), script.value);
  return ended && answerOf((key) => context.getString(context.getProp(ended, key)));
}

function answerOf(told: (key: string) => string): ThreadAnswer | null {
  switch (told('status')) {
    case 'returned':
      return { status: 'returned', text: told('text'), log: told('log') };
    case 'threw':
      return { status: 'threw', text: told('text'), line: lineOf(told('stack')) };
    case 'unusable':
      return { status: 'unusable', text: told('text') };
    default:
      return null;
  }
}

/** The innermost line of the script in a stack trace. Null: it was not there. */
function lineOf(stack: string): number | null {
  const [, line] = /\bsource:(\d+):\d+/.exec(stack) ?? [];
  return line === undefined ? null : Number(line) - 1;
}

function seedNumbers(seed: string): readonly number[] {
  const digest = createHash('sha256').update(seed).digest();
  return [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
}
