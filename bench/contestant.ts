import type { Scenario } from './graphs.ts';

/** Something that does the work. */
export interface Contestant {
  readonly name: string;
  /** Does one workflow from its beginning to its durable end. Throws where the answer is wrong. */
  run(scenario: Scenario): Promise<void>;
  /** Before each measurement of so many workflows at most; not measured. */
  prepare?(scenario: Scenario, concurrency: number): Promise<void>;
}
