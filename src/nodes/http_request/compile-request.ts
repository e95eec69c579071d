import { err, ok, type Result } from '../../kernel/index.ts';
import { compileJsonTemplate } from '../json-template.ts';
import type { Activation } from '../node-behaviour.ts';
import type { NodeCompiler } from '../node-kind.ts';
import type { HttpAuth, HttpBody, HttpField, HttpRequest, SecretText } from './http-caller.ts';
import type { HttpConfig } from './http-config.ts';
import { Rendering, type RequestFailure } from './rendering.ts';
import { requestUrl } from './request-url.ts';

type Render<T> = (rendering: Rendering) => T;

/** Compiles the texts of a configuration; what it gives makes the request of a visit. */
export function compileRequest(
  config: HttpConfig,
  compiler: NodeCompiler,
): (activation: Activation) => Result<HttpRequest, RequestFailure> {
  const url = compileUrl(config.url, compiler);
  const query = compileFields(config.query, 'query', compiler);
  const headers = compileFields(config.headers, 'headers', compiler);
  const auth = compileAuth(config, compiler);
  const body = compileBody(config, compiler);
  const { method, responseType, requestTimeoutMs: timeoutMs, maxResponseBytes, maxRedirects } = config;
  return ({ values, idempotencyKey }) => {
    const rendering = new Rendering(values);
    const request = {
      method,
      url: url(rendering),
      query: query(rendering),
      headers: withIdempotencyKey(headers(rendering), method, idempotencyKey),
      auth: auth(rendering),
      body: body(rendering),
      isTextExpected: responseType !== 'auto',
      limits: { timeoutMs, maxResponseBytes, maxRedirects },
    };
    return rendering.failure === null ? ok(request) : err(rendering.failure);
  };
}

/** What changes something says when it is asked for the same again. */
function withIdempotencyKey(
  headers: readonly HttpField[],
  method: HttpRequest['method'],
  value: string,
): readonly HttpField[] {
  const isSafe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  const isThere = headers.some(({ name }) => name.toLowerCase() === 'idempotency-key');
  return isSafe || isThere ? headers : [...headers, { name: 'idempotency-key', value }];
}

function compileUrl(source: string, compiler: NodeCompiler): Render<string> {
  const template = compiler.template(source, 'url');
  const constant = source.includes('{{') ? null : requestUrl(source);
  if (constant?.ok === false) compiler.refuse('url', constant.error);
  return (rendering) => {
    const text = rendering.text(template).trim();
    const url = requestUrl(text);
    if (url.ok) return url.value;
    rendering.refuse(`url ${url.error}`);
    return '';
  };
}

function compileFields(
  fields: HttpConfig['headers'],
  at: string,
  compiler: NodeCompiler,
): Render<readonly HttpField[]> {
  const compiled = Object.entries(fields).map(
    ([name, value]) => [name, compileValue(value, `${at}.${name}`, compiler)] as const,
  );
  return (rendering) => compiled.map(([name, value]) => ({ name, value: value(rendering) }));
}

function compileValue(
  value: string | SecretText,
  at: string,
  compiler: NodeCompiler,
): Render<HttpField['value']> {
  if (typeof value !== 'string') return () => value;
  const template = compiler.template(value, at);
  return (rendering) => rendering.text(template);
}

function compileAuth({ bearer, basic }: HttpConfig, compiler: NodeCompiler): Render<HttpAuth | null> {
  if (bearer !== undefined) return () => ({ type: 'bearer', token: bearer });
  if (basic === undefined) return () => null;
  const { password } = basic;
  const template = compiler.template(basic.username, 'basic.username');
  return (rendering) => {
    const username = rendering.text(template);
    if (username.includes(':')) {
      rendering.refuse('basic.username holds a colon, which would be read as the end of the name');
    }
    return { type: 'basic', username, password };
  };
}

function compileBody({ json, form, text }: HttpConfig, compiler: NodeCompiler): Render<HttpBody | null> {
  if (json !== undefined) {
    const template = compileJsonTemplate(json, 'json', compiler);
    return (rendering) => textBody(JSON.stringify(rendering.json(template)), 'application/json');
  }
  if (form !== undefined) {
    const fields = compileFields(form, 'form', compiler);
    return (rendering) => ({ type: 'form', fields: fields(rendering) });
  }
  if (text === undefined) return () => null;
  const template = compiler.template(text, 'text');
  return (rendering) => textBody(rendering.text(template), 'text/plain; charset=utf-8');
}

function textBody(text: string, contentType: string): HttpBody {
  return { type: 'text', text, contentType };
}
