import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueOf } from '../../src/graph/index.ts';
import { type AnyIssue, ValidationResult, workflowInvalid } from '../../src/validation/index.ts';

const issue = (code: Parameters<typeof issueOf>[0], path?: string) =>
  issueOf(code, `${code} at ${path}`, { path });
const placesOf = ({ issues }: ValidationResult) => issues.map(({ code, path = '' }) => `${code} ${path}`);

const anyIssue: fc.Arbitrary<AnyIssue> = fc
  .tuple(
    fc.constantFrom('document/unknown-key', 'edge/duplicate', 'secret/literal', 'model/unknown'),
    fc.option(
      fc.array(fc.constantFrom('nodes', 'edges', 'config', '0', '2', '10', 'x', 'limits'), { maxLength: 4 }),
      { nil: undefined },
    ),
  )
  .map(([code, path]) => issue(code, path?.join('.')));

describe('the result of a validation', () => {
  it('orders its issues by layer, then by place in the document, then by code', () => {
    const result = new ValidationResult([
      issue('model/unknown', 'nodes.1.config.model'),
      issue('secret/literal', 'nodes.10.config.prompt'),
      issue('secret/literal', 'nodes.9.config.prompt'),
      issue('edge/unknown-target', 'edges.0.target'),
      issue('node/unreachable', 'nodes.2'),
      issue('edge/never-taken', 'edges.0'),
      issue('edge/duplicate', 'edges.0'),
      issue('variable/unused', 'variables.a'),
      issue('document/unknown-key', 'nods'),
      issue('document/not-json'),
    ]);
    expect(placesOf(result)).toEqual([
      'document/not-json ',
      'document/unknown-key nods',
      'variable/unused variables.a',
      'node/unreachable nodes.2',
      'edge/duplicate edges.0',
      'edge/never-taken edges.0',
      'edge/unknown-target edges.0.target',
      'secret/literal nodes.9.config.prompt',
      'secret/literal nodes.10.config.prompt',
      'model/unknown nodes.1.config.model',
    ]);
  });

  it('loses nothing when it is merged, and is the same whichever comes first', () => {
    fc.assert(
      fc.property(fc.array(anyIssue), fc.array(anyIssue), (left, right) => {
        const [one, other] = [new ValidationResult(left), new ValidationResult(right)];
        const merged = one.merge(other);
        expect(merged.issues).toHaveLength(left.length + right.length);
        expect(placesOf(merged)).toEqual(placesOf(other.merge(one)));
        expect(placesOf(merged)).toEqual(placesOf(new ValidationResult([...right, ...left])));
        expect(merged.hasErrors).toBe(one.hasErrors || other.hasErrors);
      }),
    );
  });

  it('is valid with warnings alone, and says so to clients with null for what is not there', () => {
    const result = new ValidationResult([issue('edge/duplicate', 'edges.1')]);
    expect(result.toApiResponse()).toEqual({
      valid: true,
      issues: [
        {
          code: 'edge/duplicate',
          severity: 'warning',
          layer: 'structure',
          message: 'edge/duplicate at edges.1',
          nodeId: null,
          edgeId: null,
          path: 'edges.1',
          suggestion: null,
        },
      ],
    });
  });

  it('tells clients of the first 200, errors before warnings, and how many are missing', () => {
    const warnings = Array.from({ length: 250 }, (_, index) => issue('edge/duplicate', `edges.${index}`));
    const result = new ValidationResult([...warnings, issue('model/unknown', 'nodes.1.config.model')]);
    const { valid, issues } = result.toApiResponse();
    expect(valid).toBe(false);
    expect(issues).toHaveLength(201);
    expect(issues[0]?.code).toBe('model/unknown');
    expect(issues.at(-1)?.message).toContain('51 more issues');
    expect(result.issues).toHaveLength(251);
  });

  it('becomes an error that counts the errors and carries every issue', () => {
    const result = new ValidationResult([
      issue('model/unknown', 'nodes.1.config.model'),
      issue('edge/duplicate', 'edges.1'),
      issue('tool/unknown', 'nodes.2.config.tool'),
    ]);
    const { code, message, details } = workflowInvalid(result);
    expect(code).toBe('workflow/invalid');
    expect(message).toBe('the workflow is not valid: model/unknown at nodes.1.config.model (and 1 more)');
    expect(details.issues).toHaveLength(3);
  });
});
