import { priceAt } from '../runtime/model-price.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ModelInfo, Models } from '../runtime/ports/models.ts';
import type { Capabilities, KnownModel } from '../validation/index.ts';

/** What the operator has set. */
type Allowances = Pick<Capabilities, 'limits' | 'allowsCode' | 'mayAsk'>;

/** What workflows may count on here, at the prices that hold when somebody asks. There are no tools and no documents yet. */
export function capabilitiesOf(
  models: Pick<Models, 'list'>,
  clock: Pick<Clock, 'now'>,
  allowed: Allowances,
): Capabilities {
  return {
    ...allowed,
    get models() {
      const now = clock.now();
      return models.list().map((model) => knownModel(model, now));
    },
    tool: () => 'absent',
    document: () => 'absent',
  };
}

function knownModel(info: ModelInfo, now: number): KnownModel {
  const { provider, model, supports, maxOutputTokens } = info;
  const price = priceAt(info, now);
  const outputPrice = price && Math.max(price.output, price.reasoning);
  return { provider, model, supports, maxOutputTokens, outputPrice };
}
