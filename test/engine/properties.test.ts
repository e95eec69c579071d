import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addUsage,
  type Control,
  decide,
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  initialState,
  noUsage,
  restoreState,
  scopeAt,
  snapshotOf,
} from '../../src/engine/index.ts';
import { isNodeFact } from './activation-life.ts';
import { comparable } from './comparable.ts';
import { arranged, calm, disorder, type Fate, turmoil } from './fate.ts';
import { logFaults, stepsOf } from './log-faults.ts';
import { propertyRuns, propertyTimeout } from './property-runs.ts';
import type { ReferenceGraph, ReferenceNode, Script } from './reference/graph.ts';
import { hashOf } from './reference/hash-of.ts';
import { locate } from './reference/locate.ts';
import { nestedCase, type RandomCase, randomCase } from './reference/random-graph.ts';
import { scriptOf } from './reference/script.ts';
import { type Simulation, simulate } from './simulate.ts';

const numRuns = Math.ceil(propertyRuns / 4);

/** Of one graph, and of graphs that run graphs. */
const allCases = fc.oneof(randomCase(), nestedCase(0));

/** `luck` chooses what befalls the execution; the case chooses the graph and what its nodes do. */
function holds(claim: string, property: (given: RandomCase, luck: number) => void): void {
  it(claim, () => fc.assert(fc.property(allCases, fc.nat(), property), { numRuns }), propertyTimeout);
}

function anyNode(graph: ReferenceGraph, is: (node: ReferenceNode) => boolean): boolean {
  return graph.nodes.some(
    (node) => is(node) || (node.nested !== undefined && anyNode(node.nested.graph, is)),
  );
}

function scriptIn({ graph, seed }: RandomCase, luck: number): Script {
  return { ...scriptOf(seed, graph), choose: (count, step) => hashOf(`${luck}|choose|${step}`) % count };
}

function run(given: RandomCase, luck: number, fate: Fate = turmoil(luck)): Simulation {
  return simulate(given.graph, scriptIn(given, luck), fate);
}

function foldFrom(state: ExecutionState, events: readonly ExecutionEvent[]): ExecutionState {
  return events.reduce(evolve, state);
}

/** As they come back from the database. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

describe('any execution, in any order, whatever befalls it', () => {
  holds('ends, with one terminal event and every activation closed (D5, D6)', (given, luck) => {
    const simulation = run(given, luck);
    expect(logFaults(given.graph, simulation)).toEqual([]);
    expect(simulation.state.open.size).toBe(0);
    expect(simulation.state.scopes.size).toBe(0);
    expect(simulation.state.nodes.filter(({ status }) => status === 'open')).toEqual([]);
    expect(simulation.state.status).toBe(simulation.terminal.status);
  });

  holds('does the same in any order if nothing is cancelled and no failure is unhandled', (given, luck) => {
    fc.pre(!anyNode(given.graph, ({ cancelOthers, terminate }) => cancelOthers || terminate === true));
    const expected = simulate(given.graph, scriptOf(given.seed, given.graph), calm);
    fc.pre(!expected.events.some(({ type }) => type === 'ScopeFailed'));
    const actual = run(given, luck, disorder(luck));
    expect(actual.terminal.status).toBe(expected.terminal.status);
    if (expected.terminal.status === 'completed') expect(comparable(actual)).toEqual(comparable(expected));
  });

  holds('has the state that its stored log folds to, from the start and from any snapshot', (given, luck) => {
    const { plan, events, state } = run(given, luck);
    const log = stored(events);
    const cut = luck % (log.length + 1);
    const before = foldFrom(initialState(plan), log.slice(0, cut));
    const restored = restoreState(plan, stored(snapshotOf(before)));
    expect(restored).toEqual(before);
    expect(foldFrom(restored, log.slice(cut))).toEqual(state);
  });

  holds('counts steps, usage, variables, messages budget and active time as its log says', (given, luck) => {
    const { events, state } = run(given, luck);
    const around = (path: string) => locate(given.graph, path).around;
    const all = events.flatMap((event) => (event.type === 'NodeCompleted' ? [event.path] : []));
    // A map shares the variables around it, a sub-workflow has its own; messages are always a scope's own.
    const completed = all.filter((path) => around(path).every(({ items }) => items !== null));
    const outermost = all.filter((path) => around(path).length === 0);
    const usage = events.reduce(
      (sum, e) => (e.type === 'UsageRecorded' ? addUsage(sum, e.usage) : sum),
      noUsage,
    );
    expect(state.steps).toBe(stepsOf(given.graph, events));
    expect(state.usage).toEqual(usage);
    const calls = events.filter((event) => event.type === 'UsageRecorded');
    expect(state.knownTokens).toBe(calls.reduce((sum, { usage }) => sum + (usage.totalTokens ?? 0), 0));
    expect(state.chargedMicroUsd).toBe(
      calls.reduce(
        (sum, { usage, reservedMicroUsd = 0 }) => sum + (usage.costMicroUsd ?? reservedMicroUsd),
        0,
      ),
    );
    expect(state.variables).toEqual(
      completed.length === 0 ? {} : { completed: completed.length, paths: completed },
    );
    expect(state.messages.map(({ content }) => content)).toEqual(outermost);
    expect(state.activeSince).toBeNull();
    expect(state.activeMs).toBe(activeTime(events));
    expect(state.sequence).toBe(events.length);
  });
});

/** Between what lets it run and what stops it. */
function activeTime(events: readonly ExecutionEvent[]): number {
  let since: number | null = null;
  let total = 0;
  for (const { type, at } of events) {
    if (type === 'ExecutionStarted' || type === 'ExecutionResumed') since = at;
    if (since === null || !/^Execution(Suspended|Completed|Failed|Cancelled)$/.test(type)) continue;
    total += at - since;
    since = null;
  }
  return total;
}

describe('an execution that is told to end, at any moment', () => {
  const limit = { code: 'limit/timeout', message: 'over', retryable: false };

  it.each<[string, Control, string]>([
    ['is cancelled', { type: 'cancel' }, 'ExecutionCancelled'],
    ['fails with the error it was told', { type: 'fail', error: limit }, 'ExecutionFailed'],
  ])(
    '%s, begins nothing more and leaves nothing open',
    (_, control, terminal) => {
      const property = (given: RandomCase, luck: number, moment: number) => {
        let toldAt: number | null = null;
        const told = (now: number): Control => {
          if (now < moment) return { type: 'run' };
          toldAt ??= now;
          return control;
        };
        const simulation = run(given, luck, { ...disorder(luck), control: told });
        expect(logFaults(given.graph, simulation)).toEqual([]);
        if (toldAt === null) return;
        const { events } = simulation;
        const begun = events
          .slice(toldAt)
          .filter(({ type }) => /Node(Started|Skipped)|Iteration|ScopeStarted/.test(type));
        expect(begun).toEqual([]);
        // Its own failure, if it came first, stands.
        const failedBefore = foldFrom(initialState(simulation.plan), events.slice(0, toldAt)).failure;
        const last = events.at(-1);
        expect(last?.type).toBe(failedBefore ? 'ExecutionFailed' : terminal);
        if (last?.type === 'ExecutionFailed') expect(last.error).toEqual(failedBefore?.error ?? limit);
      };
      fc.assert(fc.property(allCases, fc.nat(), fc.nat(60), property), { numRuns });
    },
    propertyTimeout,
  );
});

describe('the fold', () => {
  holds('V2: an event of an activation that is closed moves nothing', (given, luck) => {
    const { plan, events } = run(given, luck);
    const cut = luck % events.length;
    const past = events.slice(0, cut);
    const state = foldFrom(initialState(plan), past);
    for (const event of past) {
      if (event.type === 'UsageRecorded' || event.type === 'BudgetReserved' || !isNodeFact(event)) continue;
      if (scopeAt(state, event.path).open.has(event.path)) continue;
      expect(evolve(state, event)).toEqual({ ...state, sequence: state.sequence + 1 });
    }
  });

  holds('V6: nothing but the sequence changes after the terminal event', (given, luck) => {
    const { events, state } = run(given, luck);
    for (const event of events)
      expect(evolve(state, event)).toEqual({ ...state, sequence: state.sequence + 1 });
  });

  holds(
    'V1, D1: gives a state, and that a decision, for the events of a plan in any order',
    (given, luck) => {
      const { plan, events } = run(given, luck);
      const disordered = arranged(
        events.filter(({ type }) => !/Execution(Completed|Failed|Cancelled)/.test(type)),
        luck,
        0,
      );
      let state = initialState(plan);
      for (const event of disordered) {
        state = evolve(state, event);
        const decisions = decide(state);
        expect(decisions.length > 0 || state.status === 'queued' || state.open.size > 0).toBe(true);
      }
    },
  );
});
