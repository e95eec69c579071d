import type { ReferenceGraph, Script, Terminal, Trace } from './graph.ts';
import { Scope } from './scope.ts';
import { World } from './world.ts';

/*
 * Design §5 in the slow and obvious way: the world a graph runs in, and nothing else. It was written from the
 * design alone; it shares no code with `src`, so that both cannot be wrong in the same way by accident.
 * The graph must be valid (validity.ts).
 *
 * Where the design leaves something open:
 *
 * R1  All settlements (skips, region ends) happen before anything starts. Then the first ready node in declaration
 *     order starts, everything settles again, and so on. Where nothing is ready any more, loops go round. An outcome
 *     ends only when nothing else can happen.
 * R2  `cancelOthers` acts in the moment its join starts (or is refused by R6, if that is caught), and only then:
 *     what became ready with the join was started before it (and is cancelled) or was not (and is skipped) by
 *     declaration order. One that takes no time acts as it ends, unless it ends its scope. A join that is skipped has
 *     not fired: it ends nothing.
 * R3  For a join that heads a region, "its own region" is the one around its loop, for there its losers are; it
 *     acts on entry, not on later iterations.
 * R4  A node of the own region, or a whole inner region, leads only to the join when at least one edge leaves it
 *     and every one goes to the join or to something that leads only to it. An edge that leaves the own region
 *     or goes back to its header leads elsewhere; so does a dead end. An inner region is one thing: it is ended
 *     whole or not at all.
 * R5  A whole inner region ended by `cancelOthers` is finished: the nodes of its current iteration are cancelled
 *     or skipped under that iteration, and no next iteration follows, even if its `loop` had left by `body`.
 *     Activations that had completed keep the edges they took in the trace.
 * R6  `limits.maxIterations` counts iterations. When iteration number `maxIterations` (from 0) would start, the
 *     region's edges are reset as for any iteration and its header fails there, as `h[maxIterations]/h`, without
 *     being started: 0 attempts, no step counted, not in `order`. When an exit catches it, the rest of the
 *     region is skipped under that iteration. Error edges that stay inside are skipped without evaluating
 *     their conditions. A node with a body port is bounded by its own script, never by this.
 * R7  A failure is handled only if at least one `error` edge is taken. `allowNone` does not help there.
 * R8  If the `error` edges of a failure cannot be taken, the code is that of the first failure, whatever it was
 *     (`node/failed` included).
 * R9  An activation refused by `limit/steps` is not in the trace; those that were running are cancelled.
 *     `limit/steps` is not caught by `error` edges.
 * R10 Paths are sorted by UTF-16 code units.
 * R11 After an unhandled failure nothing settles any more: nodes that had not ended have no activation.
 * R12 A failed activation that was handled has port `error`; an unhandled one has port null and took nothing.
 * R13 A node that runs a graph ends by itself: what its scopes do is all it does. Scopes begin, as many at a time as
 *     it may have, when nothing in the graph around can settle or start; those that are under way advance then. In
 *     which order they do, and loops around them go round, is open: `arrange`. It matters where something that takes no
 *     time ends what stands beside it.
 * R14 A scope whose failure fails its node ends the others first: what runs in them is cancelled. The node's failure
 *     has the code of the scope's, and is retryable if that is; `limit/iterations` of something inside is a failure
 *     like any other for it.
 * R15 A node that is tried again begins all its scopes anew.
 * R16 `limit/steps` counts over all scopes and is caught nowhere, whatever the node does about failing items.
 * R17 A handler adds its retries to the attempts of a node whose failure would take an edge to it; of several, the
 *     one that adds most counts.
 * R18 A sink that terminates ends its own scope, as completed: what runs is cancelled, what has not ended has no
 *     activation.
 */

export function interpret(
  graph: ReferenceGraph,
  script: Script,
  { isPure = () => false, arrange = (moves) => moves }: Partial<Pick<World, 'isPure' | 'arrange'>> = {},
): Trace {
  const world = new World(script, graph.maxSteps, { isPure, arrange });
  const root = new Scope(world, graph, '');
  for (let step = 0; ; step += 1) {
    root.advance();
    const terminal = terminalOf(root);
    if (terminal !== null) return { activations: world.activations, terminal, order: world.order };
    const running = root.running().sort((left, right) => (left.path < right.path ? -1 : 1));
    const next = running[script.choose(running.length, step)];
    if (next === undefined) throw new Error('nothing runs, and the execution has not ended');
    next.finish();
  }
}

function terminalOf({ end }: Scope): Terminal | null {
  if (end === null || end.status === 'completed') return end;
  return { status: 'failed', code: end.code, path: end.path };
}
