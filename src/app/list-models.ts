import { priceAt } from '../runtime/model-price.ts';
import type { ModelInfo, ModelPrice } from '../runtime/ports/models.ts';
import type { AppPorts } from './app-ports.ts';

/** `price` is that of now; null: it is unknown. */
export interface PricedModel extends Omit<ModelInfo, 'prices'> {
  readonly price: ModelPrice | null;
}

/** The models this server is configured for. */
export function listModels({ models, clock }: Pick<AppPorts, 'models' | 'clock'>): readonly PricedModel[] {
  const now = clock.now();
  return models.list().map(({ prices, ...model }) => ({ ...model, price: priceAt({ prices }, now) }));
}
