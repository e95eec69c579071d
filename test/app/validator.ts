import type { WorkflowValidator } from '../../src/app/index.ts';
import { issueOf } from '../../src/graph/index.ts';
import { builtInKinds, compileWorkflow, createRegistry } from '../../src/nodes/index.ts';
import { validateWorkflow } from '../../src/validation/index.ts';

/** The kinds of node that Chatter brings. */
export const registry = createRegistry(builtInKinds);

/** The validator, with everything the kinds have to say. */
export const validator: WorkflowValidator = {
  validate: (document) =>
    validateWorkflow(document, registry, (graph) => {
      const compiled = compileWorkflow(graph, registry);
      if (compiled.ok) return [];
      return compiled.error.map(({ code, message, path, nodeId, edgeId, suggestion }) =>
        issueOf(code, message, {
          path,
          nodeId: nodeId ?? undefined,
          edgeId: edgeId ?? undefined,
          suggestion: suggestion ?? undefined,
        }),
      );
    }),
};
