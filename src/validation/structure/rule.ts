import type { Rule } from '../rule.ts';
import type { Flow } from './flow.ts';

/** One rule of the structure of a graph. */
export type StructureRule = Rule<Flow>;
