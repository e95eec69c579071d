import {
  type Capabilities,
  defaultValidationLimits,
  type ValidationContext,
} from '../../src/validation/index.ts';

/** A server with the offline models and nothing else. */
export const testCapabilities: Capabilities = {
  limits: defaultValidationLimits,
  models: ['echo', 'scripted'].map((model) => ({
    provider: 'offline',
    model,
    supports: null,
    maxOutputTokens: null,
    outputPrice: null,
  })),
  allowsCode: true,
  mayAsk: () => true,
  tool: () => 'absent',
  document: () => 'absent',
};

/** Somebody asks about a graph, or wants to store it. */
export const apiContext: ValidationContext = {
  purpose: 'api',
  ownerId: '00000000-0000-7000-8000-000000000001',
  capabilities: testCapabilities,
  secrets: null,
  requested: null,
};

/** It comes from elsewhere, and what it needs may still be provided. */
export const importContext: ValidationContext = { ...apiContext, purpose: 'import' };
