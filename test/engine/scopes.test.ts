import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conclude,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  nodeIdOf,
  openActivations,
  restoreState,
  scopeAt,
  snapshotOf,
} from '../../src/engine/index.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import { ok } from '../../src/kernel/index.ts';
import { builtInKinds, compileWorkflow, createRegistry } from '../../src/nodes/index.ts';
import { noopKind } from '../support/noop-kind.ts';
import { propertyRuns, propertyTimeout } from './property-runs.ts';

/** A graph inside a graph: a chain or a fork of nodes, each of which may run a graph of its own. */
interface Shape {
  readonly forks: boolean;
  readonly nodes: readonly Member[];
}
type Member =
  | { readonly kind: 'work'; readonly fails: boolean; readonly catches: boolean }
  | {
      readonly kind: 'nested';
      readonly items: number;
      readonly concurrency: number;
      readonly onItemError: string;
      readonly shape: Shape;
    };

const { shape } = fc.letrec<{ shape: Shape; member: Member }>((tie) => ({
  shape: fc.record({ forks: fc.boolean(), nodes: fc.array(tie('member'), { minLength: 1, maxLength: 3 }) }),
  member: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    fc.record({ kind: fc.constant('work' as const), fails: fc.boolean(), catches: fc.boolean() }),
    fc.record({
      kind: fc.constant('nested' as const),
      items: fc.nat(3),
      concurrency: fc.integer({ min: 1, max: 3 }),
      onItemError: fc.constantFrom('fail', 'skip', 'collect'),
      shape: tie('shape'),
    }),
  ),
}));

function documentOf({ forks, nodes }: Shape): object {
  const members = nodes.map((member, index) =>
    member.kind === 'work'
      ? { id: `w${index}`, type: 'noop', config: { fail: member.fails } }
      : {
          id: `m${index}`,
          type: 'map',
          config: {
            items: `[${Array.from({ length: member.items }, (_, item) => item).join(',')}]`,
            concurrency: member.concurrency,
            onItemError: member.onItemError,
            graph: documentOf(member.shape),
          },
        },
  );
  const ids = ['start', ...members.map(({ id }) => id)];
  const edges: object[] = members.map(({ id }, index) => ({
    source: forks ? 'start' : ids[index],
    target: id,
  }));
  const caught = nodes.flatMap((member, index) =>
    member.kind === 'work' && member.catches ? [`w${index}`] : [],
  );
  for (const id of caught) edges.push({ source: id, sourcePort: 'error', target: `${id}_caught` });
  const catchers = caught.map((id) => ({
    id: `${id}_caught`,
    type: 'transform',
    config: { text: 'caught' },
  }));
  return { nodes: [{ id: 'start', type: 'start' }, ...members, ...catchers], edges };
}

function planOf(document: object): ExecutionPlan {
  const graph = parseWorkflowGraph(document);
  if (!graph.ok) throw new Error(graph.error[0]?.message);
  const compiled = compileWorkflow(graph.value, createRegistry([...builtInKinds, noopKind]));
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  return compiled.value.plan;
}

/** What the shape says of the visit at `path`. */
function memberAt(shape: Shape, path: string): Member | null {
  let at: Shape = shape;
  const segments = path.split('/');
  for (const segment of segments.slice(0, -1)) {
    const member = at.nodes[Number(/^m(\d+)/.exec(segment)?.[1])];
    if (member?.kind !== 'nested') throw new Error(`${path}: no scope`);
    at = member.shape;
  }
  const index = /^[wm](\d+)$/.exec(segments.at(-1) ?? '')?.[1];
  return index === undefined ? null : (at.nodes[Number(index)] ?? null);
}

interface Run {
  readonly events: readonly ExecutionEvent[];
  readonly states: readonly ExecutionState[];
}

/** Runs a plan in an order of completions that `choose` picks. */
function simulate(shape: Shape, plan: ExecutionPlan, choose: (most: number) => number): Run {
  let state = initialState(plan);
  const events: ExecutionEvent[] = [];
  const states: ExecutionState[] = [];
  const append = (event: ExecutionEvent): void => {
    state = evolve(state, event);
    events.push(event);
    states.push(state);
  };
  const end = (nodeId: string, path: string, attempt: number): void => {
    const member = memberAt(shape, path);
    const scope = scopeAt(state, path);
    const nested = scope.open.get(path)?.nested;
    const error = nested?.failure ?? { code: 'test/failed', message: path, retryable: false };
    const fails = nested ? nested.failure !== null : member?.kind === 'work' && member.fails;
    const outcome = fails
      ? ({ status: 'failed', error } as const)
      : ({ status: 'completed', port: 'out', output: path } as const);
    const fact = { nodeId, path, attempt };
    for (const event of conclude(scope, fact, outcome, { at: 0, random: 0, evaluate: () => ok(true) }))
      append(event);
  };
  append({ type: 'ExecutionQueued', at: 0, input: null, messages: [] });
  append({ type: 'ExecutionStarted', at: 0 });
  for (let step = 0; step < 5000; step += 1) {
    const before = state;
    for (const command of decide(state)) {
      switch (command.type) {
        case 'startNode': {
          const { nodeId, path, attempt } = command;
          const member = memberAt(shape, path);
          if (member === null) end(nodeId, path, attempt);
          else {
            const scopes =
              member.kind === 'nested' ? Array.from({ length: member.items }, (_, item) => ({ item })) : null;
            append({ at: 0, type: 'NodeStarted', nodeId, path, attempt, ...(scopes ? { scopes } : {}) });
          }
          break;
        }
        case 'closeNode':
          end(command.nodeId, command.path, command.attempt);
          break;
        case 'skipNode':
        case 'cancelNode': {
          const { nodeId, path, attempt } = command;
          append({
            at: 0,
            type: command.type === 'skipNode' ? 'NodeSkipped' : 'NodeCancelled',
            nodeId,
            path,
            attempt,
          });
          break;
        }
        case 'startScope':
          append({ at: 0, type: 'ScopeStarted', nodeId: command.nodeId, path: command.path });
          break;
        case 'completeScope':
          append({
            at: 0,
            type: 'ScopeCompleted',
            nodeId: command.nodeId,
            path: command.path,
            output: command.path,
          });
          break;
        case 'failScope':
          append({
            at: 0,
            type: 'ScopeFailed',
            nodeId: command.nodeId,
            path: command.path,
            error: command.error,
          });
          break;
        case 'completeExecution':
          append({ at: 0, type: 'ExecutionCompleted', output: null });
          break;
        case 'failExecution':
          append({ ...command, at: 0, type: 'ExecutionFailed' });
          break;
        default:
          throw new Error(`unexpected: ${command.type}`);
      }
    }
    if (state.status === 'completed' || state.status === 'failed') return { events, states };
    if (state !== before) continue;
    const running = [...openActivations(state)].filter(({ status }) => status === 'running');
    const next = running[choose(running.length)];
    if (!next) throw new Error('nothing can be done, and nothing is under way');
    end(nodeIdOf(next.path), next.path, next.attempt);
  }
  throw new Error('it does not end');
}

/** Whether the graph fails, told without running it. */
function fails({ forks, nodes }: Shape): boolean {
  for (const member of nodes) {
    if (member.kind === 'nested') {
      if (member.items > 0 && member.onItemError === 'fail' && fails(member.shape)) return true;
    } else if (member.fails) {
      if (!member.catches) return true;
      // What is caught leads elsewhere: of a chain, the rest is skipped.
      if (!forks) return false;
    }
  }
  return false;
}

/** The visits of working nodes that complete, where nothing fails that is not caught. */
function completedIn({ forks, nodes }: Shape, prefix = ''): readonly string[] {
  const paths: string[] = [];
  for (const [index, member] of nodes.entries()) {
    if (member.kind === 'nested') {
      for (let item = 0; item < member.items; item += 1) {
        paths.push(...completedIn(member.shape, `${prefix}m${index}[${item}]/`));
      }
    } else if (!member.fails) paths.push(`${prefix}w${index}`);
    else if (!forks) break;
  }
  return paths;
}

describe('graphs that run graphs', { timeout: propertyTimeout }, () => {
  const runs = fc.record({ shape, choices: fc.infiniteStream(fc.nat()) });
  const simulated = ({ shape, choices }: { shape: Shape; choices: Iterator<number> }): Run =>
    simulate(shape, planOf(documentOf(shape)), (most) => Number(choices.next().value) % Math.max(1, most));
  const property = (check: (run: Run, shape: Shape) => void) =>
    fc.assert(
      fc.property(runs, ({ shape, choices }) => check(simulated({ shape, choices }), shape)),
      { numRuns: propertyRuns },
    );

  it('end, as what is in them does, in whatever order it is done', () => {
    property(({ events, states }, shape) => {
      expect(states.at(-1)?.status).toBe(fails(shape) ? 'failed' : 'completed');
      // What else was done when something failed depends on the order.
      if (events.some(({ type }) => type === 'ScopeFailed' || type === 'ExecutionFailed')) return;
      const completed = events.flatMap((event) =>
        event.type === 'NodeCompleted' && /(^|\/)w\d+$/.test(event.path) ? [event.path] : [],
      );
      expect(completed.toSorted()).toEqual(completedIn(shape).toSorted());
    });
  });

  it('close everything that they have begun, once', () => {
    property(({ events, states }) => {
      const ends = new Set(['NodeCompleted', 'NodeFailed', 'NodeCancelled']);
      const paths = (isMeant: (type: string) => boolean) =>
        events.flatMap((event) => (isMeant(event.type) && 'path' in event ? [event.path] : []));
      const begun = paths((type) => type === 'NodeStarted');
      const ended = paths((type) => ends.has(type));
      expect(new Set(begun).size).toBe(begun.length);
      expect(new Set(ended).size).toBe(ended.length);
      expect(begun.filter((path) => !ended.includes(path))).toEqual([]);
      expect(states.at(-1)?.scopes.size).toBe(0);
    });
  });

  it('never have more scopes under way than they may', () => {
    property(({ states }, shape) => {
      for (const state of states) {
        for (const key of state.scopes.keys()) {
          const member = memberAt(shape, key.replace(/\[\d+\]$/, ''));
          const beside = [...state.scopes.keys()].filter(
            (other) => other.split('[')[0] === key.split('[')[0],
          );
          expect(beside.length).toBeLessThanOrEqual(member?.kind === 'nested' ? member.concurrency : 0);
        }
      }
    });
  });

  it('come back from a snapshot as they were, at every place in the log', () => {
    property(({ states }) => {
      for (const [at, state] of states.entries()) {
        if (at % 5 === 0) expect(restoreState(state.plan, snapshotOf(state))).toEqual(state);
      }
    });
  });

  it('are moved by no event that comes late, twice or in the wrong order', () => {
    property(({ events, states }) => {
      const last = states.at(-1);
      for (const event of events) {
        expect(last && evolve(last, event)).toEqual({ ...last, sequence: (last?.sequence ?? 0) + 1 });
      }
      const backwards = events.toReversed().filter(({ type }) => !type.startsWith('Execution'));
      const begun = states[1];
      if (begun) backwards.reduce(evolve, begun);
    });
  });
});
