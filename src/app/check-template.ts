import { type CheckedTemplate, checkTemplate as check } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { validationContext } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

/** What the validator says of a template, which is neither stored nor run. */
export function checkTemplate(
  ports: AppPorts,
  viewer: Viewer,
  given: { readonly graph: unknown; readonly parameters: unknown },
): CheckedTemplate {
  const { registry, validator } = ports;
  const context = validationContext(ports, viewer);
  return check(given, { registry, validate: (document) => validator.validate(document, context).result });
}
