export { createModels } from './create-models.ts';
export { createOfflineProvider } from './offline/offline-provider.ts';
