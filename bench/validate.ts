import { createModels, createOfflineProvider } from '../src/models/index.ts';
import { builtInKinds, createRegistry } from '../src/nodes/index.ts';
import { systemClock } from '../src/runtime/system-clock.ts';
import { capabilitiesOf } from '../src/server/capabilities.ts';
import { createValidator, defaultValidationLimits, type ValidationContext } from '../src/validation/index.ts';
import { largeGraphs } from './large-graphs.ts';
import { quantile } from './meter.ts';
import { readOptions } from './options.ts';

/** What the validator costs for graphs of the greatest size that is allowed by default, with all its layers. */
const rounds = 40;
const warmUp = 10;
/** What is promised for a graph of 500 nodes, in milliseconds. */
const budget = 100;

readOptions({
  script: 'bench:validate',
  tells: 'What the validator costs for graphs of 500 nodes; it fails where one takes too long.',
  options: {},
});

const models = createModels([createOfflineProvider(systemClock)]);
const context: ValidationContext = {
  purpose: 'api',
  ownerId: 'bench',
  capabilities: capabilitiesOf(models, systemClock, {
    limits: defaultValidationLimits,
    allowsCode: true,
    mayAsk: () => true,
  }),
  secrets: null,
  requested: null,
};
const validator = createValidator(createRegistry(builtInKinds));

function measured(document: object): readonly number[] {
  const times = Array.from({ length: warmUp + rounds }, () => {
    const begun = process.cpuUsage();
    const { result } = validator.validate(document, context);
    const { user, system } = process.cpuUsage(begun);
    if (result.hasErrors)
      throw new Error(result.issues.find(({ severity }) => severity === 'error')?.message);
    return (user + system) / 1000;
  });
  return times.slice(warmUp);
}

console.info(`validating 500 nodes, in milliseconds of processor time: median and slowest of ${rounds}`);
let isWithin = true;
for (const [name, document] of Object.entries(largeGraphs)) {
  const times = measured(document);
  const median = quantile(times, 0.5) ?? 0;
  isWithin &&= median < budget;
  console.info(
    `${name.padEnd(44)} ${median.toFixed(1).padStart(7)} ${Math.max(...times)
      .toFixed(1)
      .padStart(7)}`,
  );
}
console.info(isWithin ? `all within ${budget} ms` : `NOT all within ${budget} ms`);
process.exitCode = isWithin ? 0 : 1;
