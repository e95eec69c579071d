import { type AtomReader, atomOf, onEdges } from './legacy-atom.ts';
import { meantName } from './legacy-names.ts';

/** `loop_ID_continue` and `not loop_ID_continue`: whether the last visit of the loop began an iteration. */
export const readLoopContinues: AtomReader = (text, { loops }) => {
  const [, not, id] = /^(not\s+)?loop_([a-z_][a-z0-9_-]*)_continue$/i.exec(text) ?? [];
  if (id === undefined) return null;
  const output = `nodes[${JSON.stringify(meantName(id, loops))}].output`;
  const continues = `${output} != null && ${output}.port == "body"`;
  const ended = `!(${continues})`;
  return not === undefined
    ? atomOf({ expression: continues, opposite: ended, understoodBy: onEdges })
    : atomOf({ expression: ended, opposite: continues, understoodBy: onEdges });
};
