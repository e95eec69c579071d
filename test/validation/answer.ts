import { expect } from 'vitest';
import { hasErrors, issueCodes, parseWorkflowGraph, type ValidationIssue } from '../../src/graph/index.ts';
import { builtInKinds, compileWorkflow, createRegistry } from '../../src/nodes/index.ts';
import { createValidator, type WorkflowValidation } from '../../src/validation/index.ts';

const registry = createRegistry(builtInKinds);

/** The one validator, for the kinds of node that Chatter brings. */
export const validator = createValidator(registry);

/** Whatever it is, it is answered: by issues that can be sent and stored, or by a graph that can be run. */
export function expectAnswer(document: unknown): WorkflowValidation {
  const validation = validator.validate(document);
  const { graph, issues } = validation;
  expect(graph === null).toBe(hasErrors(issues));
  for (const issue of issues) {
    expect(issueCodes[issue.code]).toMatchObject({ layer: issue.layer, severity: issue.severity });
    expect(issue.message.length).toBeLessThan(3000);
  }
  expect(issues.flatMap(unstorableTexts)).toEqual([]);
  if (graph) {
    expect(parseWorkflowGraph(JSON.parse(JSON.stringify(graph)))).toEqual({ ok: true, value: graph });
    expect(compileWorkflow(graph, registry).ok).toBe(true);
  }
  return validation;
}

/** Read from the values, not from their JSON: that escapes what is looked for. */
function unstorableTexts(issue: ValidationIssue): readonly string[] {
  const texts = Object.values(issue).flat();
  return texts.filter((text) => text.includes('\0') || !text.isWellFormed());
}
