import { type DestinationStream, pino } from 'pino';
import type { ServerLog } from '../runtime/ports/server-log.ts';

export const serverLogLevels = ['silent', 'error', 'warn', 'info'] as const;
export type ServerLogLevel = (typeof serverLogLevels)[number];

const secretFields = ['authorization', 'apiKey', 'password', 'url', 'connectionString'];

/** What is a secret wherever it stands: keys of this server, those of a request, the password in an address. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/\bchatter_[A-Za-z0-9_-]{20,}/g, '[key]'],
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]+/gi, '$1 [key]'],
  [/(\w:\/\/[^\s:/@"]*):[^\s/@"]+@/g, '$1:[password]@'],
];

/** Lines of JSON on standard error. Keys and headers that hold secrets are left out. */
export function createServerLog(
  level: ServerLogLevel,
  destination: DestinationStream = standardError(),
): ServerLog {
  const log = pino(
    {
      level,
      base: null,
      redact: {
        paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        remove: true,
      },
      serializers: { cause: described, error: described },
      hooks: { streamWrite: withoutSecrets },
    },
    destination,
  );
  return {
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}

/** Of an error, what it was. Libraries hang whole connections on theirs. */
function described(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...('code' in error ? { code: error.code } : {}) };
}

/** Whole lines: a secret may be in the message of an error, which no path leads to. */
function withoutSecrets(line: string): string {
  return secretTexts.reduce((text, [form, instead]) => text.replaceAll(form, instead), line);
}

/** At once, so that the last words of a process that dies are not lost. */
function standardError(): DestinationStream {
  const destination = pino.destination({ fd: 2, sync: true });
  // A terminal that was closed takes no more words, and what closes meanwhile must not fail of it.
  destination.on('error', () => undefined);
  return destination;
}
