import { z } from 'zod';
import type { Outcome } from '../../engine/index.ts';
import type { Template } from '../../expression/index.ts';
import { err, type Json, ok, type Result } from '../../kernel/index.ts';
import { templateField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation, NodeWorld } from '../node-behaviour.ts';
import { timeOf } from './time-of.ts';
import { turnOf } from './turn-of.ts';

/** 366 days: a wait beyond that is a mistake, not a plan. */
const longestWaitMs = 31_622_400_000;

const config = z
  .strictObject({
    type: z
      .enum(['fixed', 'random', 'exponential', 'until'])
      .default('fixed')
      .describe(
        'How long it waits. fixed: `durationMs`. random: anything from `durationMs` to `maxDurationMs` (twice `durationMs` if that is not set). exponential: `durationMs`, doubled with every iteration of the loop around. until: to the time of `until`.',
      ),
    durationMs: z
      .int()
      .min(0)
      .max(longestWaitMs)
      .default(1000)
      .describe('Milliseconds to wait, or to begin with. Not used by the type until.'),
    maxDurationMs: z
      .int()
      .min(0)
      .max(longestWaitMs)
      .exactOptional()
      .describe('Milliseconds that it waits at most, whatever the type.'),
    until: templateField(
      'Only of the type until: when to go on, an ISO 8601 time with a zone (`2027-01-31T08:00:00Z`) or `{{ an expression }}` that gives one. A time that has passed is no wait.',
    ).exactOptional(),
  })
  .superRefine((settings, context) => {
    const message = problemOf(settings);
    if (message !== undefined) context.addIssue({ code: 'custom', ...message });
  });

interface Settings {
  readonly type: 'fixed' | 'random' | 'exponential' | 'until';
  readonly durationMs: number;
  readonly maxDurationMs?: number;
  readonly until?: string;
}

function problemOf({ type, durationMs, maxDurationMs, until }: Settings) {
  if (type === 'until' && until === undefined) {
    return { path: ['until'], message: 'is missing: the type until needs a time' };
  }
  if (type !== 'until' && until !== undefined) {
    return {
      path: ['until'],
      message: `means nothing with the type ${type}: set the type to until, or remove it`,
    };
  }
  if (until !== undefined && !until.includes('{{') && timeOf(until) === undefined) {
    return { path: ['until'], message: `is "${until}": it must be a time such as 2027-01-31T08:00:00Z` };
  }
  if (type !== 'until' && maxDurationMs !== undefined && maxDurationMs < durationMs) {
    return { path: ['maxDurationMs'], message: `is ${maxDurationMs}: it must not be less than durationMs` };
  }
  return undefined;
}

/** Waits without holding a process. */
export const delayKind = defineNodeKind({
  type: 'delay',
  label: 'Delay',
  category: 'time',
  description:
    'Waits before it goes on: milliseconds or months. The wait survives restarts, costs nothing while it lasts, and can be cancelled.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'The time has come.' },
    { name: 'error', description: 'The time to wait for could not be found out.' },
  ],
  output: () => 'null',
  compile: (settings, compiler) => {
    const until = settings.until === undefined ? null : compiler.template(settings.until, 'until');
    return {
      pure: false,
      run: async (activation, world) => {
        const time =
          until === null
            ? ok(activation.now + waitOf(settings, activation, world))
            : timeGiven(until, activation);
        if (!time.ok) return failedOutcome(activation, time.error);
        return waitUntil(time.value, settings, activation);
      },
    };
  },
});

function waitUntil(time: number, { maxDurationMs }: Settings, activation: Activation): Outcome {
  const waitMs = Math.min(time - activation.now, maxDurationMs ?? Number.POSITIVE_INFINITY);
  if (waitMs <= 0) return { status: 'completed', port: 'out', output: null };
  if (waitMs <= longestWaitMs) return { status: 'suspended', until: activation.now + waitMs };
  const message = `it would wait until ${new Date(time).toISOString()}, which is more than 366 days`;
  return failedOutcome(activation, { code: 'expression/failed', message });
}

function waitOf(
  { type, durationMs, maxDurationMs }: Settings,
  activation: Activation,
  world: NodeWorld,
): number {
  if (type === 'random') {
    const most = maxDurationMs ?? Math.min(2 * durationMs, longestWaitMs);
    return durationMs + Math.floor(world.random() * (most - durationMs + 1));
  }
  if (type === 'exponential')
    return Math.min(durationMs * 2 ** Math.min(turnOf(activation), 50), longestWaitMs);
  return durationMs;
}

interface TimeFailure {
  readonly code: 'expression/failed';
  readonly message: string;
}

function timeGiven(until: Template, { values }: Activation): Result<number, TimeFailure> {
  const given = until.evaluate(values);
  if (!given.ok) return given;
  const time = timeOf(given.value);
  return time === undefined ? err(noTime(given.value)) : ok(time);
}

function noTime(given: Json): TimeFailure {
  const text = JSON.stringify(given).slice(0, 80);
  const message = `until gave ${text}: it must be a time such as "2027-01-31T08:00:00Z"`;
  return { code: 'expression/failed', message };
}
