/** The longest result, in characters of JSON text. */
const longestResult = 5_000_000;
const longestLog = 20_000;
const longestMessage = 1000;
const longestStack = 5000;

/**
 * Runs in the engine before the script. It replaces what would differ from run to run, brings a console, and keeps for
 * itself what it needs of the built-in functions, as the script may change them all.
 *
 * Its value is a function of the seed (four numbers) and the script's values (JSON). That gives `perform`, which calls
 * the script and says how it ended, and `report`, which says what was thrown. Neither throws, but where time or memory
 * is over. What they give is one object of texts without a prototype: reading it runs nothing of the script.
 */
export const prelude = `(function (a, b, c, d, json) {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, values: valuesOf } = Object;
  const { apply } = Reflect;
  const { slice } = String.prototype;
  const NativeError = Error;
  const NativeInternalError = InternalError;
  const NativePromise = Promise;
  const textOf = String;
  const start = (text, length) => apply(slice, text, [0, length]);

  // sfc32: small, and the same everywhere.
  Math.random = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };

  const shown = (value) => {
    if (typeof value === 'string') return value;
    try {
      return stringify(value) ?? textOf(value);
    } catch {
      return 'something that cannot be shown';
    }
  };

  let log = '';
  const write = (...items) => {
    for (let at = 0; at < items.length && log.length < ${longestLog}; at += 1) {
      log += start(shown(items[at]), ${longestLog}) + (at === items.length - 1 ? '\\n' : ' ');
    }
  };
  globalThis.console = { debug: write, error: write, info: write, log: write, warn: write };

  const frozen = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const items = valuesOf(value);
    for (let at = 0; at < items.length; at += 1) frozen(items[at]);
    return freeze(value);
  };
  const values = valuesOf(frozen(parse(json)));

  const ended = (status, text = '', stack = '') => ({ __proto__: null, status, text, stack, log });

  const report = (error) => {
    let text = 'something that cannot be shown';
    let stack = '';
    try {
      if (!(error instanceof NativeError)) text = shown(error) + ' was thrown';
      else if (error instanceof NativeInternalError && error.message === 'out of memory') {
        return ended('outOfMemory');
      } else {
        text = textOf(error.name) + ': ' + textOf(error.message);
        stack = textOf(error.stack);
      }
    } catch {}
    return ended('threw', start(text, ${longestMessage}), start(stack, ${longestStack}));
  };

  const returned = (result) => {
    if (result === undefined) return ended('returned', 'null');
    if (result instanceof NativePromise) return ended('unusable', 'is a promise: nothing happens later here');
    let text;
    try {
      text = stringify(result);
    } catch (error) {
      const told = report(error);
      return told.status === 'threw' ? ended('unusable', 'cannot be JSON: ' + told.text) : told;
    }
    if (text === undefined) return ended('unusable', 'is a ' + typeof result + ', which is not JSON');
    if (text.length > ${longestResult}) {
      return ended('unusable', 'has ${longestResult.toLocaleString('en-GB')} characters of JSON or more');
    }
    return ended('returned', text);
  };

  const perform = (script) => {
    let result;
    try {
      result = apply(script, undefined, values);
    } catch (error) {
      return report(error);
    }
    return returned(result);
  };

  return { perform, report };
})`;
