import type { Models } from '../runtime/ports/models.ts';
import type { Capabilities } from '../validation/index.ts';

/** What the operator has set. */
type Allowances = Pick<Capabilities, 'limits' | 'allowsCode' | 'mayAsk'>;

/** What workflows may count on here. There are no tools and no documents yet, and no model has a known price. */
export function capabilitiesOf(models: Pick<Models, 'list'>, allowed: Allowances): Capabilities {
  return {
    ...allowed,
    models: models.list().map(({ provider, model, supports }) => ({
      provider,
      model,
      supports,
      outputPrice: null,
    })),
    tool: () => 'absent',
    document: () => 'absent',
  };
}
