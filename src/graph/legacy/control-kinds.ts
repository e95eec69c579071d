import { convertCondition } from './conversion.ts';
import { given, type KindContext, type LegacyKind } from './legacy-kind.ts';
import { type LegacySettings, wholeUpTo } from './legacy-settings.ts';

export const startKind: LegacyKind = {
  type: 'start',
  cannotFail: true,
  alwaysEnabled: true,
  convert: (settings) => {
    settings.ignore('isEntryPoint', 'is_entry_point', 'requiresInput', 'requires_input');
    return {};
  },
};

export const endKind: LegacyKind = {
  type: 'end',
  cannotFail: true,
  alwaysEnabled: true,
  convert: () => ({}),
};

export const conditionalKind: LegacyKind = {
  type: 'conditional',
  alwaysEnabled: true,
  branches: { yes: 'true', no: 'false' },
  handles: new Map([
    ['true', 'true'],
    ['false', 'false'],
  ]),
  convert: (settings, context) => {
    settings.ignore('branches');
    const condition = conditionIn(settings, context, 'condition', 'expression');
    if (condition !== undefined) return { condition };
    const at = settings.at('condition', 'expression');
    context.conversion.report.error(at, 'The condition is empty, and was taken for true: write one.');
    return { condition: '' };
  },
};

const defaultMaxIterations = 10;

export const loopKind: LegacyKind = {
  type: 'loop',
  alwaysEnabled: true,
  branches: { yes: 'body', no: 'done' },
  handles: new Map([
    ['continue', 'body'],
    ['exit', 'done'],
  ]),
  convert: (settings, context) =>
    given({
      maxIterations:
        settings.number(wholeUpTo(100_000), 'max_iterations', 'maxIterations') ?? defaultMaxIterations,
      while: conditionIn(settings, context, 'condition', 'continue_condition', 'continueCondition'),
      until: conditionIn(settings, context, 'break_condition', 'breakCondition'),
    }),
};

/** An empty one is none. */
function conditionIn(
  settings: LegacySettings,
  { conversion }: KindContext,
  ...spellings: readonly string[]
): string | undefined {
  const path = settings.at(...spellings);
  const text = settings.text(...spellings);
  if (text === undefined || text.trim() === '') return undefined;
  return convertCondition(text, { path, place: 'node' }, conversion);
}

const actions: ReadonlyMap<string, string> = new Map([
  ['continue', 'continue'],
  ['clear_errors', 'clear_errors'],
  ['stop', 'stop'],
  ['skip', 'continue'],
]);

export const errorHandlerKind: LegacyKind = {
  type: 'error_handler',
  handles: new Map(['success', 'retry', 'fallback'].map((name) => [name, name])),
  convert: (settings, { conversion }) => {
    const at = settings.at('fallback_action', 'fallbackAction');
    const wanted = settings.text('fallback_action', 'fallbackAction') ?? 'continue';
    const action = actions.get(wanted);
    if (action === undefined) {
      conversion.report.error(at, `There is no action "${wanted}": choose continue, clear_errors or stop.`);
    }
    settings.ignore('logErrors', 'log_errors');
    return {
      maxRetries: settings.number(wholeUpTo(100), 'retry_count', 'retryCount') ?? 3,
      action: action ?? wanted,
    };
  },
};
