import { Environment } from '@marcbachmann/cel-js';
import type { UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { registerConversionFunctions } from './conversion-functions.ts';
import { type FunctionSignature, signaturesOf } from './function-signature.ts';
import { guards } from './guard-source.ts';
import { expressionLimits } from './limits.ts';
import { createPatternMatcher, type PatternMatcher } from './linear-regexp.ts';
import { registerMessageFunctions } from './message-functions.ts';
import { registerTextFunctions } from './text-functions.ts';
import { createWorkMeter, type WorkMeter } from './work-meter.ts';

/** CEL with our helpers. One serves every scope: names and types are checked by `inferType`, against the scope. */
export interface CelEnvironment {
  readonly environment: Environment;
  /** The same for sources with guards in them, which are no longer what their authors wrote. */
  readonly guardedEnvironment: Environment;
  readonly meter: WorkMeter;
  readonly patterns: PatternMatcher;
  readonly signatures: ReadonlyMap<string, readonly FunctionSignature[]>;
}

export function createCelEnvironment(): CelEnvironment {
  const { maxAstNodes, maxDepth, maxListElements, maxMapEntries, maxCallArguments } = expressionLimits;
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes, maxDepth, maxListElements, maxMapEntries, maxCallArguments },
  });
  const meter = createWorkMeter();
  const patterns = createPatternMatcher(meter);
  registerMixedArithmetic(environment);
  registerConversionFunctions(environment);
  registerMessageFunctions(environment);
  registerTextFunctions(environment, patterns, meter);
  const signatures = signaturesOf(environment.getDefinitions().functions);
  environment
    .registerFunction(`${guards.charged}(dyn): dyn`, (value: unknown) => meter.charge(value), options)
    .registerFunction(`${guards.read}(dyn): dyn`, (value: unknown) => meter.read(value), options)
    .registerFunction(`${guards.compared}(dyn): dyn`, (value: unknown) => meter.compare(value), options);
  const limits = { maxAstNodes: 4 * maxAstNodes, maxDepth: 4 * maxDepth };
  return { environment, guardedEnvironment: environment.clone({ limits }), meter, patterns, signatures };
}

const options = { async: false };

/** CEL has no arithmetic between ints and doubles; see `ExpressionType` for why ours has. */
function registerMixedArithmetic(environment: Environment): void {
  const operations: readonly [string, (left: number, right: number) => number][] = [
    ['+', (left, right) => left + right],
    ['-', (left, right) => left - right],
    ['*', (left, right) => left * right],
    ['/', (left, right) => left / right],
    ['%', (left, right) => left % right],
  ];
  for (const [operator, operation] of operations) {
    const mixed = (left: number | bigint, right: number | bigint) => operation(Number(left), Number(right));
    environment.registerOperator(`int ${operator} double: double`, mixed);
    environment.registerOperator(`double ${operator} int: double`, mixed);
    if (operator === '%') environment.registerOperator('double % double: double', mixed);
  }
  environment.registerOperator('int == double', (left: bigint, right: number) => Number(left) === right);
  environment.registerOperator('uint == int', (left: UnsignedInt, right: bigint) => left.value === right);
  environment.registerOperator(
    'uint == double',
    (left: UnsignedInt, right: number) => Number(left.value) === right,
  );
}
