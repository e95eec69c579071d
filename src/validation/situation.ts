import type { Finding, Rule } from './rule.ts';
import type { GraphPlace, Survey } from './survey.ts';
import type { ValidationContext } from './validation-context.ts';

/** What the rules on security and capability look at: a graph that is sound in itself, and where it is to run. */
export interface Situation {
  readonly survey: Survey;
  readonly context: ValidationContext;
}

/** A rule on what a workflow may reach, or on what it needs. */
export type SituationRule = Rule<Situation>;

interface NodePlace {
  readonly id: string;
  readonly index: number;
  readonly place: GraphPlace;
}

/** A finding about a node: `at` is the place in its configuration, and the message is read after the node's name. */
export function aboutNode(
  { id, index, place: { prefix, holder } }: NodePlace,
  at: string | null,
  message: string,
): Finding {
  const within = holder === null ? '' : `in the graph of node "${holder}": `;
  return {
    message: `${within}node "${id}" ${message}`,
    nodeId: holder ?? id,
    path: `${prefix}nodes.${index}${at === null ? '' : `.config.${at}`}`,
  };
}
