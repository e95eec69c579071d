/** What runs in a thread of the sandbox: it takes one script after the other. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { holdTime } from './held-time.ts';
import type { ThreadMessage, ThreadScript } from './messages.ts';
import { runScript } from './run-script.ts';

const engine = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
const wasmModule = await WebAssembly.compile(await readFile(engine));
const setTime = holdTime();
const say = (message: ThreadMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', async (script: ThreadScript) => {
  setTime(script.now);
  say(await runScript(script, wasmModule));
});
say({ status: 'ready' });
