export type { Script, ScriptResult, ScriptRunner } from './code/script-runner.ts';
export type { CompileIssue } from './compile-issue.ts';
export { compileParts, compileWorkflow, type WorkflowParts } from './compile-workflow.ts';
export { type CompiledWorkflow, kindAt, workflowOf } from './compiled-workflow.ts';
export type { ConfigIssue } from './config-issues.ts';
export type { ConfiguredGraph } from './configure-graph.ts';
export { defineNodeKind } from './define-node-kind.ts';
export { credentialHeaders } from './http_request/credential-headers.ts';
export type {
  HttpAuth,
  HttpCaller,
  HttpField,
  HttpLimits,
  HttpMethod,
  HttpRequest,
  HttpResponse,
  SecretText,
} from './http_request/http-caller.ts';
export { compileJsonSchema, type JsonSchema } from './json-schema/json-schema.ts';
export { describeProblems, type SchemaProblem } from './json-schema/schema-problem.ts';
export { builtInKinds } from './kinds.ts';
export type {
  FinishReason,
  ModelCaller,
  ModelChunk,
  ModelRequest,
  ModelUsage,
  ToolDefinition,
} from './model/model-caller.ts';
export type {
  Activation,
  EffectfulBehaviour,
  KeptBytes,
  ModelDefaults,
  ModelName,
  NodeBehaviour,
  NodeWorld,
  PureBehaviour,
  ScopedBehaviour,
  UsedModel,
  WaitEnding,
} from './node-behaviour.ts';
export type {
  ConfiguredNode,
  NodeCategory,
  NodeCompiler,
  NodeKind,
  NodePort,
  RegisteredKind,
  WorkflowReference,
  WorkflowTarget,
} from './node-kind.ts';
export type { ModelFeature, ModelUse, NodeUses, PlacedText } from './node-uses.ts';
export { parseJson } from './parse-json.ts';
export { allVariables } from './placed-compiler.ts';
export { createRegistry, type NodeRegistry } from './registry.ts';
export { checkInput } from './start/check-input.ts';
