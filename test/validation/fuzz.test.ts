import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable } from '../engine/comparable.ts';
import { calm } from '../engine/fate.ts';
import { interpret } from '../engine/reference/interpret.ts';
import { scriptOf } from '../engine/reference/script.ts';
import { simulate } from '../engine/simulate.ts';
import { registry } from '../support/validator.ts';
import { expectAnswer } from './answer.ts';
import { changedDocument } from './changed-graph.ts';
import { garbage, mutated } from './mutated.ts';
import { referenceOf } from './reference-of.ts';
import { soundDocument } from './sound-document.ts';

/** In the suite some hundred cases, the same every time; for longer, with a seed of its own: CHATTER_FUZZ_SECONDS=60. */
const seconds = Number(process.env.CHATTER_FUZZ_SECONDS ?? 0);
const effort =
  seconds > 0
    ? { numRuns: 100_000_000, interruptAfterTimeLimit: (seconds * 1000) / 2, markInterruptAsFailure: false }
    : { numRuns: 600, seed: 20_261_127 };
const timeout = 60_000 + seconds * 2000;
/** Of processor time, which passes only while this process has a processor. Longer is a hang. */
const mostMicroseconds = 10_000_000;

function answered(document: unknown) {
  const begun = process.cpuUsage();
  const answer = expectAnswer(document);
  expect(process.cpuUsage(begun).user).toBeLessThan(mostMicroseconds);
  return answer;
}

describe('the validator, for mutations of valid graphs,', () => {
  it(
    'passes none that the scheduler cannot bring to its end, or runs otherwise than is specified',
    () => {
      let [all, passed] = [0, 0];
      const property = fc.property(changedDocument, fc.nat(), (document, seed) => {
        all += 1;
        const { graph } = answered(document);
        if (graph === null) return;
        passed += 1;
        const reference = referenceOf(graph, registry);
        const script = scriptOf(seed, reference);
        expect(comparable(simulate(reference, script, calm))).toEqual(
          comparable(interpret(reference, script)),
        );
      });
      fc.assert(property, effort);
      // Both happen often, or nothing is shown.
      expect(passed / all).toBeGreaterThan(0.1);
      expect(passed / all).toBeLessThan(0.9);
    },
    timeout,
  );

  it(
    'neither crashes nor hangs, whatever stands anywhere in them',
    () => {
      fc.assert(
        fc.property(mutated(fc.oneof(soundDocument, changedDocument), garbage), (document) => {
          answered(document);
        }),
        effort,
      );
    },
    timeout,
  );
});
