import { z } from 'zod';
import type { Outcome } from '../../engine/index.ts';
import { type Expression, type ExpressionFailure, itemOfList } from '../../expression/index.ts';
import { err, type Json, ok, type Result } from '../../kernel/index.ts';
import { celField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import { lengthOfList } from '../length-of-list.ts';
import type { Activation } from '../node-behaviour.ts';
import type { NodeCompiler } from '../node-kind.ts';

const bodyPort = 'body';

const config = z.strictObject({
  maxIterations: z
    .int()
    .min(0)
    .max(100_000)
    .describe(
      'How often the body runs at most. At this bound the loop is left by `done`, and `loop.<id>.exhausted` is true. With 0 it is left at once.',
    ),
  while: celField(
    'A CEL condition that must hold for the body to run; it is asked before every iteration, also the first.',
  ).exactOptional(),
  until: celField(
    'A CEL condition that ends the loop; it is asked after every iteration, so the body runs at least once.',
  ).exactOptional(),
  items: celField(
    'A CEL expression that gives a list: the body runs once for each item, which is `nodes.<id>.output.item`. The list is looked up anew before every iteration.',
  ).exactOptional(),
});

type Config = z.output<typeof config>;

/** The header of a region: every visit decides whether the body runs once more. */
export const loopKind = defineNodeKind({
  type: 'loop',
  label: 'Loop',
  category: 'control',
  description:
    'Runs its body again and again: a number of times, for each item of a list, while a condition holds, or until one does. Lead `body` to the first node of the body, and the last one back to the loop.',
  pure: true,
  isEntry: false,
  bodyPort,
  needs: [],
  config,
  ports: [
    { name: bodyPort, description: 'One more iteration begins.' },
    { name: 'done', description: 'The loop has ended, or has reached its bound.' },
    { name: 'error', description: 'One of the loop’s expressions could not be evaluated.' },
  ],
  output: ({ items }, typeAt) => ({
    fields: {
      port: 'string',
      index: 'number',
      item: items === undefined ? 'null' : itemOfList(typeAt('items')),
      count: items === undefined ? 'null' : 'number',
      exhausted: 'bool',
    },
  }),
  repeats: ({ maxIterations, items }) => Math.min(maxIterations, lengthOfList(items) ?? maxIterations),
  compile: (settings, compiler) => {
    const tests = testsOf(settings, compiler);
    return { pure: true, run: (activation) => visit(activation, tests) };
  },
});

interface Tests {
  readonly maxIterations: number;
  readonly while: Expression | null;
  readonly until: Expression | null;
  readonly items: Expression | null;
}

function testsOf({ maxIterations, ...sources }: Config, compiler: NodeCompiler): Tests {
  const condition = (name: 'while' | 'until') => {
    const source = sources[name];
    return source === undefined ? null : compiler.expression(source, name, 'bool');
  };
  const items =
    sources.items === undefined ? null : compiler.expression(sources.items, 'items', { list: 'dyn' });
  return { maxIterations, while: condition('while'), until: condition('until'), items };
}

function visit(activation: Activation, tests: Tests): Outcome {
  const index = activation.iteration;
  if (tests.maxIterations === 0) return leave({ index, item: null, count: null, exhausted: true });
  const listed = itemsOf(activation, tests);
  if (!listed.ok) return failedOutcome(activation, listed.error);
  const count = listed.value?.length ?? null;
  const wanted = count !== null && index >= count ? ok(false) : isWanted(activation, tests);
  if (!wanted.ok) return failedOutcome(activation, wanted.error);
  if (!wanted.value) return leave({ index, item: null, count, exhausted: false });
  if (index >= tests.maxIterations) return leave({ index, item: null, count, exhausted: true });
  const item = listed.value?.[index] ?? null;
  const output = { port: bodyPort, index, item, count, exhausted: false };
  return { status: 'completed', port: bodyPort, output };
}

interface LoopOutput {
  readonly index: number;
  readonly item: null;
  readonly count: number | null;
  readonly exhausted: boolean;
}

function leave(output: LoopOutput): Outcome {
  const port = 'done';
  const completed = { status: 'completed', port, output: { port, ...output } } as const;
  return output.exhausted ? { ...completed, exhausted: true } : completed;
}

function itemsOf(
  { values }: Activation,
  { items }: Tests,
): Result<readonly Json[] | null, ExpressionFailure> {
  if (items === null) return ok(null);
  const result = items.evaluate(values);
  if (!result.ok) return result;
  return Array.isArray(result.value) ? ok(result.value) : err(notAList(items));
}

function notAList({ source }: Expression): ExpressionFailure {
  return { code: 'expression/failed', message: `the expression "${source}" must give a list` };
}

/** Whether the loop's own conditions ask for the iteration that would begin now. */
function isWanted({ values, iteration }: Activation, tests: Tests): Result<boolean, ExpressionFailure> {
  const goesOn = tests.while?.evaluate(values);
  if (goesOn !== undefined && !goesOn.ok) return goesOn;
  if (goesOn?.value === false) return ok(false);
  if (tests.until === null || iteration === 0) return ok(true);
  const ends = tests.until.evaluate(values);
  return ends.ok ? ok(ends.value !== true) : ends;
}
