import fc from 'fast-check';
import type { Answer } from './gated-log.ts';

/** Numbers choose among what there is at that moment. */
export type Step =
  | {
      readonly do: 'commit';
      readonly execution: number;
      readonly process: number;
      readonly sizes: readonly number[];
    }
  | { readonly do: 'end'; readonly execution: number; readonly process: number }
  | { readonly do: 'publish'; readonly process: number; readonly commits: number; readonly together: boolean }
  | { readonly do: 'wake'; readonly execution: number; readonly process: number; readonly tooFar: number }
  | { readonly do: 'subscribe'; readonly execution: number; readonly process: number; readonly after: number }
  | { readonly do: 'pull'; readonly reader: number }
  | { readonly do: 'drop'; readonly reader: number; readonly how: number; readonly process: number }
  | { readonly do: 'poll'; readonly reader: number; readonly limit: number; readonly waitMs: number }
  | { readonly do: 'answer'; readonly held: number; readonly how: Answer }
  | { readonly do: 'tick'; readonly process: number; readonly ms: number }
  | { readonly do: 'sweep'; readonly execution: number };

/** The executions of the model. */
export const executions = ['a', 'b'];
export const processes = 2;

/** Scripts of random steps. */
export function steps(): fc.Arbitrary<readonly Step[]> {
  const execution = fc.nat(executions.length - 1);
  const process = fc.nat(processes - 1);
  const reader = fc.nat(9);
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('commit' as const),
        execution,
        process,
        sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), execution, process }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('publish' as const),
        process,
        commits: fc.integer({ min: 1, max: 4 }),
        together: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('wake' as const),
        execution,
        process,
        tooFar: fc.constantFrom(0, 0, 0, 7),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('subscribe' as const), execution, process, after: fc.nat(20) }),
    },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('pull' as const), reader }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('drop' as const), reader, how: fc.nat(2), process }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('poll' as const),
        reader,
        limit: fc.integer({ min: 1, max: 5 }),
        waitMs: fc.constantFrom(0, 100, 3000),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        held: fc.nat(5),
        how: fc.constantFrom<Answer>('as-asked', 'as-asked', 'as-answered', 'as-answered', 'failure'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('tick' as const), process, ms: fc.constantFrom(50, 400, 1000) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const), execution }) },
  );
  return fc.array(step, { minLength: 10, maxLength: 120, size: 'max' });
}
