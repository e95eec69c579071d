export { createModels } from './create-models.ts';
export { modelProvidersSchema } from './model-providers.ts';
export { createOfflineProvider } from './offline/offline-provider.ts';
export { createRemoteProvider } from './remote/remote-provider.ts';
