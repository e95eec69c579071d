import { convertLegacyCondition, type LegacyCondition, type LegacyNames } from '../../expression/index.ts';
import type { LegacyReport } from './legacy-report.ts';

/** What one import knows and gathers. */
export interface Conversion {
  readonly report: LegacyReport;
  readonly names: LegacyNames;
  /** Variables that something reads or writes: those without a value are declared as null. */
  readonly variables: Set<string>;
  /** By the CEL of a condition, where it is known: the CEL that is true where that is false. */
  readonly opposites: Map<string, string>;
}

/** What `has_errors` is now. */
export const hasErrors = 'size(errors) > 0';

interface Asked {
  readonly path: string;
  readonly place: LegacyCondition['understoodBy'][number];
}

/**
 * A legacy condition as CEL, reported. One without a meaning becomes a call of something that does not exist: it keeps
 * the words, and no validation lets it pass, also where the words alone would be CEL.
 */
export function convertCondition(
  text: string,
  { path, place }: Asked,
  { report, names, variables, opposites }: Conversion,
): string {
  const converted = convertLegacyCondition(text, names);
  if (!converted.ok) {
    report.error(path, converted.error.message, converted.error.suggestion);
    return unconverted(text);
  }
  const { expression, opposite, understoodBy } = converted.value;
  for (const name of converted.value.variables) variables.add(name);
  if (opposite !== null) opposites.set(expression, opposite).set(opposite, expression);
  if (understoodBy.includes(place)) report.info(path, `The condition is now CEL: ${expression}`);
  else {
    report.warning(
      path,
      `The former system did not understand this here. Now it is asked, as CEL: ${expression}`,
    );
  }
  return expression;
}

/** A call of a function that no expression knows. */
export function unconverted(text: string): string {
  return `legacy(${JSON.stringify(text)})`;
}
