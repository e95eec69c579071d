import { z } from 'zod';
import { nearestName } from '../expression/nearest-name.ts';
import { wantedBy } from '../graph/index.ts';
import { isAllowable } from '../http/index.ts';
import { AppError } from '../kernel/index.ts';
import { modelProvidersSchema } from '../models/index.ts';
import { defaultValidationLimits } from '../validation/index.ts';
import { keyOf } from './secret-key.ts';
import { serverLogLevels } from './server-log.ts';
import { headers, list, origin, wholeNumber } from './setting-schemas.ts';

interface Setting<T> {
  readonly schema: z.ZodType<T, string | undefined>;
  /** As the environment would give it; null: there is none. */
  readonly preset: string | null;
  readonly meaning: string;
  /** Its value must not be shown. */
  readonly secret?: boolean;
}

function setting<T>(one: Setting<T>): Setting<T> {
  return one;
}

/** Everything that the environment may set: the one list, which the README's table is checked against. */
export const settings = {
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    preset: '4000',
    meaning: 'Port for HTTP and WebSocket; 0 takes any free one.',
  }),
  HOST: setting({
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:%_-]+$/, 'must be an address or a name, without port and protocol'),
    preset: '127.0.0.1',
    meaning: 'Address to listen on. One that other machines can reach needs an API key first.',
  }),
  DATABASE_URL: setting({
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
    preset: null,
    meaning:
      'Address of a PostgreSQL server, 15 or later. Without it, Chatter runs its own in the data folder.',
    secret: true,
  }),
  CHATTER_DATA_DIR: setting({
    schema: z.string().regex(/\S/, 'must be the path of a folder'),
    preset: '.chatter',
    meaning: 'Folder of the built-in database.',
  }),
  CHATTER_ROLE: setting({
    schema: z.enum(['all', 'api', 'worker']),
    preset: 'all',
    meaning: '`api` takes requests and runs nothing; `worker` runs executions; `all` does both.',
  }),
  CHATTER_CONCURRENCY: setting({
    schema: wholeNumber(1, 10_000),
    preset: '200',
    meaning: 'How many executions this process moves at a time.',
  }),
  CHATTER_CONCURRENCY_PER_OWNER: setting({
    schema: wholeNumber(1, 10_000).optional(),
    preset: null,
    meaning:
      'How many executions of one owner all processes together move at a time. Without it, as many as there is room for.',
  }),
  CHATTER_KEEP_DAYS: setting({
    schema: wholeNumber(1, 36_500).optional(),
    preset: null,
    meaning:
      'For how many days executions are kept after their end. Without it, for ever. See docs/retention.md.',
  }),
  CHATTER_KEEP_PER_OWNER: setting({
    schema: wholeNumber(0, 100_000_000).optional(),
    preset: null,
    meaning: 'How many ended executions of each owner are kept, newest first. Without it, all.',
  }),
  CHATTER_KEEP_PER_DEFINITION: setting({
    schema: wholeNumber(0, 100_000_000).optional(),
    preset: null,
    meaning:
      'How many ended executions of each definition are kept for each owner, newest first. Without it, all.',
  }),
  CHATTER_REPLAY_HOURS: setting({
    schema: wholeNumber(0, 876_000),
    preset: '24',
    meaning: 'For how many hours after an execution has ended its stream can be replayed piece by piece.',
  }),
  CHATTER_MODELS: setting({
    schema: z
      .string()
      .transform((text, context) => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue({ code: 'custom', message: 'must be JSON' });
          return z.NEVER;
        }
      })
      .pipe(modelProvidersSchema),
    preset: '[]',
    meaning: 'Model providers, as a JSON list. See docs/models.md.',
    secret: true,
  }),
  CHATTER_SECRET_KEY: setting({
    schema: z
      .string()
      .optional()
      .transform((text, context) => {
        if (text === undefined) return undefined;
        const key = keyOf(text);
        if (key) return key;
        context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64 (openssl rand -base64 32)' });
        return z.NEVER;
      }),
    preset: null,
    meaning:
      'Key that encrypts secrets: 32 bytes in base64. Without it, the built-in database keeps one in the data folder, and no secrets can be kept in any other database.',
    secret: true,
  }),
  CHATTER_CODE: setting({
    schema: z.enum(['allowed', 'refused']),
    preset: 'allowed',
    meaning:
      'Whether workflows may have `code` nodes, which run JavaScript in a sandbox that can reach nothing: `allowed` or `refused`.',
  }),
  CHATTER_MAX_NODES: setting({
    schema: wholeNumber(1, 100_000),
    preset: String(defaultValidationLimits.maxNodes),
    meaning: 'How many nodes a workflow may have, nested graphs included.',
  }),
  CHATTER_MAX_EDGES: setting({
    schema: wholeNumber(1, 100_000),
    preset: String(defaultValidationLimits.maxEdges),
    meaning: 'How many edges a workflow may have, nested graphs included.',
  }),
  CHATTER_MAX_MODEL_CALLS: setting({
    schema: wholeNumber(1, 1_000_000_000).optional(),
    preset: null,
    meaning: 'How many model calls one execution may make in the worst case. Without it, any number.',
  }),
  CHATTER_API_KEY: setting({
    schema: z
      .string()
      .regex(/^chatter_[\w-]+$/, 'must be an API key, as createApiKey gives it')
      .optional(),
    preset: null,
    meaning:
      'API key that `npm run demo` uses where the server has keys. The server itself does not read it.',
    secret: true,
  }),
  CHATTER_ALLOWED_ORIGINS: setting({
    schema: list.pipe(z.array(origin)),
    preset: null,
    meaning: 'Origins of web pages that may use the server, separated by commas; its own always may.',
  }),
  CHATTER_HTTP_ALLOW: setting({
    schema: list.pipe(
      z.array(z.string().refine(isAllowable, 'must be hosts, addresses or networks such as 10.0.0.0/8')),
    ),
    preset: null,
    meaning:
      'Private hosts, addresses and networks (`10.0.0.0/8`) that `http_request` may reach, separated by commas.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    schema: z
      .url({ protocol: /^https?$/, error: 'must be the http:// or https:// address of a collector' })
      .optional(),
    preset: null,
    meaning:
      'Address of an OpenTelemetry collector that receives spans by OTLP over HTTP. See docs/observability.md.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting({
    schema: headers,
    preset: null,
    meaning: 'Headers to send to the collector, as `name=value`, separated by commas.',
    secret: true,
  }),
  OTEL_SERVICE_NAME: setting({
    schema: z.string().regex(/\S/, 'must be a name'),
    preset: 'chatter',
    meaning: 'Name of this server in traces.',
  }),
  LOG_LEVEL: setting({
    schema: z.enum(serverLogLevels),
    preset: 'warn',
    meaning: 'Lowest level that is logged to standard error: `silent`, `error`, `warn` or `info`.',
  }),
} as const;

export type Config = { readonly [K in keyof typeof settings]: z.infer<(typeof settings)[K]['schema']> };

/** @throws AppError `config/invalid`, which names every setting that is wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const wrong: string[] = [];
  const entries = Object.entries(settings).map(([name, { schema, preset, secret }]) => {
    const given = environment[name] === '' ? undefined : environment[name];
    const parsed = schema.safeParse(given ?? preset ?? undefined, { error: wordsOf });
    if (!parsed.success) {
      const shown = secret || given === undefined ? '' : ` is ${JSON.stringify(given)}, and`;
      wrong.push(`${name}${shown} ${parsed.error.issues.map(placed).join('; ')}`);
    }
    return [name, parsed.data];
  });
  if (wrong.length > 0) throw new AppError('config/invalid', `the environment is wrong: ${wrong.join('. ')}`);
  // Each entry was parsed by the schema of its name.
  return Object.fromEntries(entries) as Config;
}

/** Names in the environment that look like settings and are none: each with the setting that was probably meant. */
export function misspeltSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly (readonly [name: string, meant: string])[] {
  const own = 'CHATTER_';
  const known = Object.keys(settings).filter((name) => name.startsWith(own));
  // What they all begin with makes none of them more alike.
  const endings = known.map((one) => one.slice(own.length));
  const unknown = Object.keys(environment).filter((name) => name.startsWith(own) && !known.includes(name));
  return unknown.flatMap((name) => {
    const meant = nearestName(name.slice(own.length), endings);
    return meant === undefined ? [] : [[name, own + meant] as const];
  });
}

/** Every setting with its meaning, for people at a terminal. */
export function settingsHelp(): string {
  const rows = Object.entries(settings).map(([name, { preset, meaning }]) => {
    const shown = preset === null || preset === '' ? '' : ` (${preset})`;
    return `  ${name}${shown}\n      ${meaning}\n`;
  });
  return `Settings, with what holds without them:\n${rows.join('')}`;
}

/** For what schemas have no words of their own. An unknown key keeps those of zod, which name it. */
function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys' || issue.code === 'invalid_union') return undefined;
  return wantedBy(issue).replace(/^it /, '');
}

/** A list of settings says which of them is wrong. */
function placed({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
