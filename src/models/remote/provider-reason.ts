import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { storableText } from '../../kernel/index.ts';
import type { ModelProviderSettings } from '../model-providers.ts';

const longestReason = 300;
/** Of a text that is shorter, every sentence holds some by accident. */
const shortestSecret = 4;

/** Errors that are thrown, and those that a provider sends in the middle of a stream. */
const spoken = z.object({ message: z.string().min(1) });

const failure = z.object({
  message: z.string(),
  statusCode: z.number(),
  responseBody: z.string().optional(),
  cause: z.unknown(),
});

/** What the provider, or the network, said was wrong: short, storable, and without what the settings keep secret. */
export function providerReason(cause: unknown, settings: ModelProviderSettings): string {
  const open = withoutSecrets(reason(cause), settings);
  return storableText(open.length > longestReason ? `${open.slice(0, longestReason)}…` : open);
}

function reason(cause: unknown): string {
  const { data } = failure.safeParse(cause);
  // The SDK then only says that it could not process a response; why is in the cause.
  if (data !== undefined && data.statusCode < 300) return spokenIn(data.cause) ?? data.message;
  return bodyOf(data) ?? spokenIn(cause) ?? 'no reason was given';
}

function spokenIn(cause: unknown): string | undefined {
  return typeof cause === 'string' && cause !== '' ? cause : spoken.safeParse(cause).data?.message;
}

/** The body of a refusal in which the SDK found no message: the status is all it names. Pages are for people. */
function bodyOf(data: z.infer<typeof failure> | undefined): string | undefined {
  if (data === undefined) return undefined;
  const { message, statusCode, responseBody = '' } = data;
  const isNamed = message !== '' && message !== STATUS_CODES[statusCode];
  const body = responseBody.trim();
  return isNamed || body === '' || body.startsWith('<') ? undefined : body;
}

function withoutSecrets(text: string, { apiKey = '', headers = {} }: ModelProviderSettings): string {
  return [apiKey, ...Object.values(headers).flatMap(secretsIn)]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((open, secret) => open.replaceAll(secret, '…'), text);
}

/** A header may say how it is to be read before its secret, as `Bearer …` does. */
function secretsIn(header: string): readonly string[] {
  const value = header.trim();
  return [value, value.split(' ').at(-1) ?? ''];
}
