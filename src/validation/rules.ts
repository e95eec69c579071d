import type { WorkflowParts } from '../nodes/index.ts';
import { fallbackModels } from './capability/fallback-models.ts';
import { knownDocuments } from './capability/known-documents.ts';
import { knownModels } from './capability/known-models.ts';
import { knownPrices } from './capability/known-prices.ts';
import { knownSecrets } from './capability/known-secrets.ts';
import { knownTools } from './capability/known-tools.ts';
import { loopSteps } from './capability/loop-steps.ts';
import { modelCalls } from './capability/model-calls.ts';
import { modelFeatures } from './capability/model-features.ts';
import { worstCaseCost } from './capability/worst-case-cost.ts';
import type { Rule } from './rule.ts';
import { allowedCode } from './security/allowed-code.ts';
import { edgeCount } from './security/edge-count.ts';
import { literalHeaders } from './security/literal-headers.ts';
import { literalSecrets } from './security/literal-secrets.ts';
import { nodeCount } from './security/node-count.ts';
import { permittedTools } from './security/permitted-tools.ts';
import { publicHosts } from './security/public-hosts.ts';
import type { SituationRule } from './situation.ts';
import { unusedVariables } from './structure/unused-variables.ts';

/** Rules of the structure that need compiled expressions. */
export const partsRules: readonly Rule<WorkflowParts>[] = [unusedVariables];

/** The layers security and capability. They run together, so that what is wrong in either is told at once. */
export const situationRules: readonly SituationRule[] = [
  nodeCount,
  edgeCount,
  literalSecrets,
  literalHeaders,
  allowedCode,
  permittedTools,
  publicHosts,
  knownModels,
  fallbackModels,
  modelFeatures,
  knownTools,
  knownDocuments,
  knownSecrets,
  modelCalls,
  loopSteps,
  knownPrices,
  worstCaseCost,
];
