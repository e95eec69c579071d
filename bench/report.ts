import type { Scenario } from './graphs.ts';
import { type Measurement, quantile } from './meter.ts';

interface Plan {
  readonly names: readonly string[];
  readonly chosen: readonly Scenario[];
  readonly concurrencies: readonly number[];
}

/** Medians over the rounds, each contestant beside the floors of the same rounds. */
export function report(found: ReadonlyMap<string, readonly Measurement[]>, plan: Plan): readonly string[] {
  return plan.chosen.flatMap((scenario) =>
    plan.concurrencies.flatMap((concurrency) => {
      const of = (name: string) => found.get(JSON.stringify([scenario, concurrency, name])) ?? [];
      return [
        '',
        `${scenario}, concurrency ${concurrency}`,
        heading,
        ...plan.names.map((name) => lineOf(name, of)),
      ];
    }),
  );
}

const columns: readonly [string, number][] = [
  ['', 24],
  ['workflows/s', 12],
  ['of group', 9],
  ['gap p50 ms', 11],
  ['of insert', 10],
  ['gap p99', 9],
  ['drift', 7],
  ['lag p50', 8],
  ['CPU ms', 8],
  ['db CPU', 8],
  ['tx', 7],
  ['stmts', 7],
  ['WAL B', 8],
];

const heading = row(columns.map(([title]) => title));

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(columns[index]?.[1] ?? 8)))
    .join(' ');
}

function lineOf(name: string, of: (name: string) => readonly Measurement[]): string {
  const own = of(name);
  const median = (pick: (one: Measurement) => number | null) => medianOf(own, pick);
  return row([
    name,
    shown(
      median((one) => one.perSecond),
      0,
    ),
    shown(
      ratio(own, of('group commit'), (one) => one.perSecond),
      2,
    ),
    shown(
      median((one) => one.gap.p50),
      3,
    ),
    shown(
      ratio(own, of('one insert a step'), (one) => one.gap.p50),
      2,
    ),
    shown(
      median((one) => one.gap.p99),
      2,
    ),
    shown(
      median((one) => one.drift),
      2,
    ),
    shown(
      median((one) => one.lag.p50),
      2,
    ),
    shown(
      median((one) => one.cpuMs),
      2,
    ),
    shown(
      median((one) => one.databaseCpuMs),
      2,
    ),
    shown(
      median((one) => one.transactions),
      2,
    ),
    shown(
      median((one) => one.statements),
      2,
    ),
    shown(
      median((one) => one.walBytes),
      0,
    ),
  ]);
}

/** The median of the ratios of each round. */
function ratio(
  own: readonly Measurement[],
  floor: readonly Measurement[],
  pick: (one: Measurement) => number | null,
): number | null {
  const ratios = own.flatMap((one, index) => {
    const [above, below] = [pick(one), floor[index] ? pick(floor[index]) : null];
    return above === null || below === null ? [] : [above / below];
  });
  return quantile(ratios, 0.5);
}

function medianOf(all: readonly Measurement[], pick: (one: Measurement) => number | null): number | null {
  return quantile(
    all.flatMap((one) => pick(one) ?? []),
    0.5,
  );
}

function shown(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}
