import { expect } from 'vitest';
import { issueCodes, parseWorkflowGraph, type WorkflowGraph } from '../../src/graph/index.ts';
import { compileWorkflow } from '../../src/nodes/index.ts';
import {
  type AnyIssue,
  defaultValidationLimits,
  type ValidationContext,
} from '../../src/validation/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const kindOf: ReadonlyMap<string, object> = new Map(Object.entries(issueCodes));

export interface Answer {
  readonly graph: WorkflowGraph | null;
  readonly issues: readonly AnyIssue[];
}

/** A server on which the greatest documents are allowed. */
const roomy: ValidationContext = {
  ...apiContext,
  capabilities: {
    ...apiContext.capabilities,
    limits: { ...defaultValidationLimits, maxNodes: 100_000, maxEdges: 100_000 },
  },
};

/** Whatever it is, it is answered: by issues that can be sent and stored, or by a graph that can be run. */
export function expectAnswer(document: unknown, context = roomy): Answer {
  const { graph, result } = validator.validate(document, context);
  const { valid, issues } = result.toApiResponse();
  expect([graph !== null, !result.hasErrors]).toEqual([valid, valid]);
  expect(issues.length).toBeLessThanOrEqual(202);
  for (const { code, layer, severity, message } of issues) {
    expect(kindOf.get(code)).toMatchObject({ layer, severity });
    expect(message.length).toBeLessThan(3000);
  }
  expect(result.issues.flatMap(unstorableTexts)).toEqual([]);
  if (graph) {
    expect(parseWorkflowGraph(JSON.parse(JSON.stringify(graph)))).toEqual({ ok: true, value: graph });
    expect(compileWorkflow(graph, registry).ok).toBe(true);
  }
  return { graph, issues: result.issues };
}

/** Read from the values, not from their JSON: that escapes what is looked for. */
function unstorableTexts(issue: AnyIssue): readonly string[] {
  const texts = Object.values(issue).flat();
  return texts.filter((text) => text.includes('\0') || !text.isWellFormed());
}
