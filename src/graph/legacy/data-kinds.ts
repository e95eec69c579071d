import type { Json } from '../../kernel/index.ts';
import { quoted } from '../validation-issue.ts';
import type { Conversion } from './conversion.ts';
import { given, type LegacyKind } from './legacy-kind.ts';
import { type LegacySettings, numberUpTo, wholeUpTo } from './legacy-settings.ts';
import { literalJson } from './legacy-text.ts';

const nameSpellings = ['variable_name', 'variableName', 'name'] as const;

export const variableKind: LegacyKind = {
  type: 'variable',
  convert: (settings, { id, path, conversion }) => {
    const operation = settings.text('operation') ?? 'set';
    const written = settings.text(...nameSpellings);
    const name = variableName(settings, id);
    if (written === undefined || written === '') {
      conversion.report.warning(path, `The variable had no name and is called "${name}", as it was then.`);
    }
    conversion.variables.add(name);
    const scope = settings.take('scope');
    if (scope !== undefined && scope !== 'workflow') {
      settings.drop('a variable lives as long as its execution', 'scope');
    }
    return given({ operation, name, value: operandOf(operation, settings) });
  },
};

/** What a node calls its variable; one without a name was called by the node's id. */
export function variableName(settings: LegacySettings, nodeId: string): string {
  const name = settings.peek(...nameSpellings);
  return typeof name === 'string' && name !== '' ? name : `var_${nodeId}`;
}

function operandOf(operation: string, settings: LegacySettings): Json | undefined {
  if (operation === 'get') {
    settings.ignore('value');
    return undefined;
  }
  if (operation === 'increment' || operation === 'decrement') {
    if (settings.take('value') !== 1) settings.drop('the former system always counted by 1', 'value');
    return undefined;
  }
  return literalJson(settings.take('value') ?? null);
}

const unitMs: ReadonlyMap<string, number> = new Map(
  [
    [1, 'ms', 'millisecond', 'milliseconds'] as const,
    [1000, 's', 'sec', 'second', 'seconds'] as const,
    [60_000, 'm', 'min', 'minute', 'minutes'] as const,
    [3_600_000, 'h', 'hour', 'hours'] as const,
  ].flatMap(([milliseconds, ...names]) => names.map((name) => [name, milliseconds])),
);

/** 366 days. */
const longestWaitMs = 31_622_400_000;

export const delayKind: LegacyKind = {
  type: 'delay',
  convert: (settings, { conversion }) => {
    const at = settings.at('delay_type', 'delayType', 'type');
    const type = settings.text('delay_type', 'delayType', 'type') ?? 'fixed';
    if (type === 'dynamic') {
      conversion.report.error(
        at,
        'A delay cannot be "dynamic": choose until, with the time in an expression.',
      );
    }
    return given({
      type,
      durationMs: duration(settings, conversion) ?? 1000,
      maxDurationMs: settings.number(
        wholeUpTo(longestWaitMs),
        'max_duration',
        'maxDuration',
        'max_duration_ms',
        'maxDurationMs',
      ),
    });
  },
};

/** In milliseconds; the former editor had units beside. A text where there is none: it does not pass validation. */
function duration(settings: LegacySettings, { report }: Conversion): Json | undefined {
  const unit = settings.text('unit', 'duration_unit', 'durationUnit') ?? 'ms';
  const factor = unitMs.get(unit.toLowerCase());
  if (factor === undefined) {
    const at = settings.at('unit', 'duration_unit', 'durationUnit');
    report.error(at, `${quoted(unit)} is no unit of time: give durationMs in milliseconds.`);
    settings.ignore('duration');
    return `? ${unit}`;
  }
  const inUnits = settings.number(numberUpTo(longestWaitMs / factor), 'duration');
  if (inUnits !== undefined) return Math.round(inUnits * factor);
  return settings.number(wholeUpTo(longestWaitMs), 'duration_ms', 'durationMs');
}
