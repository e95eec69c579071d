import type { z } from 'zod';
import type { NestedPlan, PlannedNode } from '../engine/index.ts';
import type { Expression, ExpressionType, Template } from '../expression/index.ts';
import type { FlowTraits } from '../graph/index.ts';
import type { JsonObject, Result } from '../kernel/index.ts';
import type { ConfigIssue } from './config-issues.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeUses } from './node-uses.ts';

export interface NodePort {
  readonly name: string;
  readonly description: string;
}

/** Groups of kinds, as a palette shows them. */
export type NodeCategory = 'canvas' | 'control' | 'data' | 'model' | 'time';

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
