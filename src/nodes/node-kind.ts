import { z } from 'zod';
import type {
  NestedPlan,
  NodeError,
  Outcome,
  PlannedNode,
  ScopeInput,
  ScopeResult,
  Usage,
} from '../engine/index.ts';
import type { Expression, ExpressionType, ExpressionValues, Template } from '../expression/index.ts';
import type { FlowTraits } from '../graph/index.ts';
import {
  err,
  isJsonObject,
  type Json,
  type JsonObject,
  type Message,
  ok,
  type Result,
  type ToolCall,
} from '../kernel/index.ts';
import type { ScriptRunner } from './code/script-runner.ts';
import { type ConfigIssue, configIssues } from './config-issues.ts';
import type { HttpCaller } from './http_request/http-caller.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { ModelCaller } from './model/model-caller.ts';
import { type NodeUses, noUses } from './node-uses.ts';

export interface NodePort {
  readonly name: string;
  readonly description: string;
}

/** Groups of kinds, as a palette shows them. */
export type NodeCategory = 'canvas' | 'control' | 'data' | 'model' | 'time';

/** One visit of one node, as its behaviour sees it. */
export interface Activation {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
  /** The same for every attempt: an effect that is repeated can be recognised by it. */
  readonly idempotencyKey: string;
  /** Milliseconds since 1970 of the moment in which it was decided that the visit begins. */
  readonly now: number;
  /** The values of every name an expression may read. */
  readonly values: ExpressionValues;
  readonly messages: readonly Message[];
  /** Of the region that this node heads: which iteration this is, from 0. Elsewhere 0. */
  readonly iteration: number;
}

/** Settings of the request that fill what model nodes leave open. */
export interface ModelDefaults {
  readonly provider?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly systemPrompt?: string;
}

/** Bytes that are kept beside the log, as outputs and messages refer to them. They are served at `/blobs/<blob>`. */
export type KeptBytes = {
  /** SHA-256 of the bytes, as hexadecimal text. */
  readonly blob: string;
  readonly contentType: string;
  readonly size: number;
};

/** What one provider call has used. */
export interface UsedModel {
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
  /** Of what was sent, how many tokens the provider has put into its cache. Absent: it did not say. */
  readonly cacheWriteTokens?: number;
}

/** What an effectful activation is handed of the world. */
export interface NodeWorld {
  readonly signal: AbortSignal;
  readonly models: ModelCaller;
  readonly http: HttpCaller;
  readonly modelDefaults: ModelDefaults;
  readonly scripts: ScriptRunner;
  /** A number in [0, 1), drawn now; what depends on it must be recorded. */
  random(): number;
  /**
   * Keeps bytes for the owner of the execution: once, however often they come. Durable when it resolves.
   * @throws AppError `limit/value-size`, `database/unavailable`
   */
  keep(bytes: Uint8Array, contentType: string): Promise<KeptBytes>;
  text(delta: string): void;
  reasoning(delta: string): void;
  toolCall(call: ToolCall): void;
  /** One provider call, also one that failed or was aborted. */
  usage(entry: UsedModel): void;
  /** Recorded only while the execution is debugged. */
  debug(message: string, data: Json): void;
}

export interface PureBehaviour {
  readonly pure: true;
  run(activation: Activation): Outcome;
}

export interface EffectfulBehaviour {
  readonly pure: false;
  /** How long it may give no sign of life, where the node itself does not say. */
  readonly idleTimeoutMs?: number;
  /** Failures are outcomes. What it throws all the same is recorded as `internal/unexpected`. */
  run(activation: Activation, world: NodeWorld): Promise<Outcome>;
  /** What comes of a wait that `run` began; it takes no time. Left out: it goes on by `out`, with null. */
  resume?(activation: Activation, ending: WaitEnding): Outcome;
}

/** How a wait ended: its time has come, or somebody has answered. */
export type WaitEnding = { readonly type: 'due' } | { readonly type: 'answered'; readonly answer: Json };

/** Runs the graph that is nested in the node, once in each of its scopes. What it does itself takes no time. */
export interface ScopedBehaviour {
  readonly pure: true;
  /** What each scope begins with. */
  open(activation: Activation): Result<readonly ScopeInput[], NodeError>;
  /** What the node gives when all its scopes have ended, in their order. */
  close(activation: Activation, results: readonly ScopeResult[]): Outcome;
}

export type NodeBehaviour = PureBehaviour | EffectfulBehaviour | ScopedBehaviour;

/**
 * Compiles what a node's configuration holds; what is wrong is collected, not thrown. `at` names the place in the
 * configuration, as `cases.0.condition`.
 */
export interface NodeCompiler {
  /** What the graph says of its input. */
  readonly inputs: JsonSchema;
  /** The variables that the graph declares, or one around it whose variables it shares, with their initial values. */
  readonly variables: JsonObject;
  expression(source: string, at: string, expected?: ExpressionType): Expression;
  template(text: string, at: string): Template;
  schema(schema: JsonObject, at: string): JsonSchema;
  /** Refuses the configuration: `message` is read after the name of the place. */
  refuse(at: string, message: string): void;
}

/**
 * The type of what stands at a place of a configuration, as `outputs.name`: of the value that an expression or a text
 * gives, or of what the graph at `graph` gives. `dyn` where nothing is known.
 */
export type TypeAt = (place: string) => ExpressionType;

/** Everything about a kind of node, in one place. Shared code asks it, never for its name. */
export interface NodeKind<Config> extends FlowTraits {
  readonly type: string;
  readonly label: string;
  readonly category: NodeCategory;
  readonly description: string;
  readonly pure: boolean;
  /** Signs of life come while it runs: what it streams, or pieces of an answer that it waits for. */
  readonly givesSigns?: true;
  /** What must be configured for it to run, as `models`. */
  readonly needs: readonly string[];
  readonly config: z.ZodType<Config>;
  /** The ports of every node of this kind; none: nothing can follow it. */
  readonly ports: readonly NodePort[];
  /** Ports that the configuration names; they come before the others. */
  portsOf?(config: Config): readonly NodePort[];
  /** The type of `nodes.<id>.output`, beside null. */
  output(config: Config, typeAt: TypeAt): ExpressionType;
  /** Names of the variables it may set. */
  writes?(config: Config): readonly string[];
  /** Only of a kind that runs the graph in its `config.graph`: how it does. */
  nested?(config: Config): NestedTraits;
  /** Only of a kind that runs its graph for each of several items: the type of `item` in it. */
  item?(config: Config, typeAt: TypeAt): ExpressionType;
  /** Only of a kind that handles failures: how often what would fail towards it is tried again first. */
  handles?(config: Config): NonNullable<PlannedNode['handles']>;
  /** What it reaches for beyond the graph; what is left out, it does not. */
  uses?(config: Config): Partial<NodeUses>;
  /**
   * Only of a kind that runs something again and again, the body of its loop or its graph: how often at most; null:
   * nobody knows before it runs.
   */
  repeats?(config: Config): number | null;
  /** Only of a kind that may name a workflow instead of holding it. Null: the node holds its own. */
  refersTo?(config: Config): WorkflowReference | null;
  compile(config: Config, compiler: NodeCompiler): NodeBehaviour;
}

/** A workflow that is kept elsewhere. */
export type WorkflowTarget =
  | { readonly kind: 'definition'; readonly id: string; readonly version: number | null }
  | { readonly kind: 'template'; readonly id: string; readonly parameters: JsonObject };

export interface WorkflowReference {
  readonly target: WorkflowTarget;
  /** The node's configuration with the workflow in the place of its name. */
  withGraph(graph: JsonObject): JsonObject;
}

export type NestedTraits = Omit<NestedPlan, 'plan'>;

/** A node whose configuration has been read. */
export interface ConfiguredNode {
  readonly ports: readonly NodePort[];
  readonly writes: readonly string[];
  /** A port whose conditions are all false then leads nowhere, instead of failing the node. */
  readonly allowNone: boolean;
  readonly nested: NestedTraits | null;
  readonly handles: PlannedNode['handles'];
  readonly refersTo: WorkflowReference | null;
  readonly uses: NodeUses;
  /** How often it runs the body of its loop, or its graph, at most; null: nobody knows before it runs. */
  readonly repeats: number | null;
  output(typeAt: TypeAt): ExpressionType;
  item(typeAt: TypeAt): ExpressionType;
  compile(compiler: NodeCompiler): NodeBehaviour;
}

/** A kind as the registry holds it: the type of its configuration is known to nobody else. */
export interface RegisteredKind
  extends Omit<
    NodeKind<never>,
    | 'config'
    | 'portsOf'
    | 'output'
    | 'writes'
    | 'nested'
    | 'item'
    | 'handles'
    | 'refersTo'
    | 'uses'
    | 'repeats'
    | 'compile'
  > {
  /** JSON Schema of the configuration as people write it: what has a default is not required. */
  readonly configSchema: JsonObject;
  readonly handlesFailures: boolean;
  configure(config: JsonObject): Result<ConfiguredNode, readonly ConfigIssue[]>;
}

/** Makes a kind ready for a registry: from its declaration come parsing, messages and the schema that forms show. */
export function defineNodeKind<Config>(kind: NodeKind<Config>): RegisteredKind {
  const {
    config: schema,
    portsOf,
    output,
    writes,
    nested,
    item,
    handles,
    refersTo,
    uses,
    repeats,
    compile,
    ...traits
  } = kind;
  const configSchema = jsonSchemaOf(schema, kind.ports.length > 0);
  return {
    ...traits,
    configSchema,
    handlesFailures: handles !== undefined,
    configure: (config) => {
      const { allowNone = false, ...own } = config;
      const parsed = schema.safeParse(kind.ports.length > 0 ? own : config);
      const issues = parsed.success ? [] : configIssues(parsed.error.issues, config, configSchema);
      if (typeof allowNone !== 'boolean') issues.push({ at: 'allowNone', message: 'must be true or false' });
      if (!parsed.success || issues.length > 0) return err(issues);
      const { data } = parsed;
      return ok({
        ports: [...(portsOf?.(data) ?? []), ...kind.ports],
        writes: writes?.(data) ?? [],
        allowNone: allowNone === true,
        nested: nested?.(data) ?? null,
        handles: handles?.(data) ?? null,
        refersTo: refersTo?.(data) ?? null,
        uses: { ...noUses, ...uses?.(data) },
        repeats: repeats === undefined ? 1 : repeats(data),
        output: (typeAt) => output(data, typeAt),
        item: (typeAt) => item?.(data, typeAt) ?? 'dyn',
        compile: (compiler) => compile(data, compiler),
      });
    },
  };
}

const allowNoneSchema: JsonObject = {
  type: 'boolean',
  default: false,
  description:
    'What happens when the edges of a port all have conditions and none is true. Off: the node fails with `edge/none-taken`. On: the execution does not go on from here.',
};

function jsonSchemaOf(schema: z.ZodType, hasPorts: boolean): JsonObject {
  const made: JsonObject = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
  );
  const { properties = {} } = made;
  if (!hasPorts || !isJsonObject(properties)) return made;
  return { ...made, properties: { ...properties, allowNone: allowNoneSchema } };
}
