import type { Outcome } from '../../engine/index.ts';
import { AppError, type Json } from '../../kernel/index.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation, NodeWorld } from '../node-behaviour.ts';
import type { PlacedText } from '../node-uses.ts';
import { compileRequest } from './compile-request.ts';
import type { HttpField, HttpRequest } from './http-caller.ts';
import { type HttpConfig, httpConfig } from './http-config.ts';
import { literalHeaders } from './literal-headers.ts';
import { namedSecrets } from './named-secrets.ts';
import { requestUrl } from './request-url.ts';
import { responseOutcome } from './response-outcome.ts';

/** Asks a server on the network. */
export const httpRequestKind = defineNodeKind({
  type: 'http_request',
  label: 'HTTP request',
  category: 'data',
  description:
    'Sends a request to a server on the public internet, and gives its answer. Tokens and passwords come from secrets, which are in nothing that is recorded.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  givesSigns: true,
  config: httpConfig,
  ports: [
    { name: 'out', description: 'The server answered with a status that counts as success.' },
    {
      name: 'error',
      description: 'It answered with another, not in time or not at all, or must not be asked.',
    },
  ],
  output: () => ({ fields: { status: 'number', headers: { map: 'string' }, body: 'dyn', url: 'string' } }),
  uses: (settings) => ({
    hosts: hostsOf(settings.url),
    headers: literalHeaders(settings),
    secrets: namedSecrets(settings),
  }),
  compile: (config, compiler) => {
    const requestOf = compileRequest(config, compiler);
    return {
      pure: false,
      run: async (activation, world) => {
        const request = requestOf(activation);
        if (!request.ok) return failedOutcome(activation, request.error);
        return ask(request.value, config, { activation, world });
      },
    };
  },
});

/** None where an expression says which. */
function hostsOf(url: string): readonly PlacedText[] {
  const constant = url.includes('{{') ? null : requestUrl(url);
  return constant?.ok ? [{ text: new URL(constant.value).hostname, at: 'url' }] : [];
}

interface Visit {
  readonly activation: Activation;
  readonly world: NodeWorld;
}

async function ask(request: HttpRequest, config: HttpConfig, { activation, world }: Visit): Promise<Outcome> {
  world.debug('http request', shown(request));
  try {
    const response = await world.http.send(request, world.signal);
    const { url, status, headers } = response;
    world.debug('http response', { url, status, headers });
    return await responseOutcome({ config, request, response }, { activation, world });
  } catch (cause) {
    if (!AppError.is(cause)) throw cause;
    const { code, message, retryable, details } = cause;
    return failedOutcome(activation, { code, message }, { retryable, details });
  }
}

/** Secrets are named here as they are in the workflow: their values are not known. */
function shown({ method, url, query, headers, auth, body }: HttpRequest): Json {
  const fields = (list: readonly HttpField[]) =>
    Object.fromEntries(
      list.map(({ name, value }) => [name, typeof value === 'string' ? value : { secret: value.secret }]),
    );
  const sent = body?.type === 'form' ? fields(body.fields) : (body?.text ?? null);
  return {
    method,
    url,
    query: fields(query),
    headers: fields(headers),
    auth: auth?.type ?? null,
    body: sent,
  };
}
