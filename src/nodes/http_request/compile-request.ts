import type { ExpressionFailure, ExpressionValues } from '../../expression/index.ts';
import { err, ok, type Result } from '../../kernel/index.ts';
import { compileJsonTemplate } from '../json-template.ts';
import type { Activation, NodeCompiler } from '../node-kind.ts';
import type { HttpAuth, HttpBody, HttpField, HttpRequest, SecretText } from './http-caller.ts';
import type { HttpConfig } from './http-config.ts';
import { requestUrl } from './request-url.ts';

export interface RequestFailure {
  readonly code: ExpressionFailure['code'] | 'http/invalid-request';
  readonly message: string;
}

type Rendered<T> = Result<T, RequestFailure>;
type Render<T> = (values: ExpressionValues) => Rendered<T>;

/** Compiles the texts of a configuration; what it gives makes the request of a visit. */
export function compileRequest(
  config: HttpConfig,
  compiler: NodeCompiler,
): (activation: Activation) => Rendered<HttpRequest> {
  const url = compileUrl(config.url, compiler);
  const query = compileFields(config.query, 'query', compiler);
  const headers = compileFields(config.headers, 'headers', compiler);
  const auth = compileAuth(config, compiler);
  const body = compileBody(config, compiler);
  const { method, responseType, requestTimeoutMs, maxResponseBytes, maxRedirects } = config;
  const settings = {
    method,
    isTextExpected: responseType !== 'auto',
    limits: { timeoutMs: requestTimeoutMs, maxResponseBytes, maxRedirects },
  };
  return ({ values, idempotencyKey }) => {
    const parts = all({ url, query, headers, auth, body }, values);
    if (!parts.ok) return parts;
    const own = withIdempotencyKey(parts.value.headers, method, idempotencyKey);
    return ok({ ...settings, ...parts.value, headers: own });
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
  if (template.references.length === 0 && !source.includes('{{')) {
    const constant = requestUrl(source);
    if (!constant.ok) compiler.refuse('url', constant.error);
  }
  return (values) => {
    const text = template.render(values);
    if (!text.ok) return text;
    const url = requestUrl(text.value.trim());
    return url.ok ? url : err({ code: 'http/invalid-request', message: `url ${url.error}` });
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
  return (values) => {
    const rendered: HttpField[] = [];
    for (const [name, render] of compiled) {
      const value = render(values);
      if (!value.ok) return value;
      rendered.push({ name, value: value.value });
    }
    return ok(rendered);
  };
}

function compileValue(
  value: string | SecretText,
  at: string,
  compiler: NodeCompiler,
): Render<HttpField['value']> {
  if (typeof value !== 'string') return () => ok(value);
  const template = compiler.template(value, at);
  return (values) => template.render(values);
}

function compileAuth({ bearer, basic }: HttpConfig, compiler: NodeCompiler): Render<HttpAuth | null> {
  if (bearer !== undefined) return () => ok({ type: 'bearer', token: bearer });
  if (basic === undefined) return () => ok(null);
  const { password } = basic;
  const name = compiler.template(basic.username, 'basic.username');
  return (values) => {
    const username = name.render(values);
    return username.ok ? ok({ type: 'basic', username: username.value, password }) : username;
  };
}

function compileBody({ json, form, text }: HttpConfig, compiler: NodeCompiler): Render<HttpBody | null> {
  if (json !== undefined) {
    const template = compileJsonTemplate(json, 'json', compiler);
    return (values) => {
      const value = template.evaluate(values);
      return value.ok ? ok(textBody(JSON.stringify(value.value), 'application/json')) : value;
    };
  }
  if (form !== undefined) {
    const compiled = compileFields(form, 'form', compiler);
    return (values) => {
      const fields = compiled(values);
      return fields.ok ? ok({ type: 'form', fields: fields.value }) : fields;
    };
  }
  if (text === undefined) return () => ok(null);
  const template = compiler.template(text, 'text');
  return (values) => {
    const rendered = template.render(values);
    return rendered.ok ? ok(textBody(rendered.value, 'text/plain; charset=utf-8')) : rendered;
  };
}

function textBody(text: string, contentType: string): HttpBody {
  return { type: 'text', text, contentType };
}

interface Parts {
  readonly url: string;
  readonly query: readonly HttpField[];
  readonly headers: readonly HttpField[];
  readonly auth: HttpAuth | null;
  readonly body: HttpBody | null;
}

/** All parts, or what is wrong with the first that is. */
function all(
  parts: { readonly [Part in keyof Parts]: Render<Parts[Part]> },
  values: ExpressionValues,
): Rendered<Parts> {
  const url = parts.url(values);
  if (!url.ok) return url;
  const query = parts.query(values);
  if (!query.ok) return query;
  const headers = parts.headers(values);
  if (!headers.ok) return headers;
  const auth = parts.auth(values);
  if (!auth.ok) return auth;
  const body = parts.body(values);
  if (!body.ok) return body;
  return ok({
    url: url.value,
    query: query.value,
    headers: headers.value,
    auth: auth.value,
    body: body.value,
  });
}
