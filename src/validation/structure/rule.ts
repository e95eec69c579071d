import type { ValidationIssue } from '../../graph/index.ts';
import type { Flow } from './flow.ts';

/** One rule of the structure: everything in the graph that breaks it. Total, whatever else is broken. */
export type StructureRule = (flow: Flow) => readonly ValidationIssue[];
