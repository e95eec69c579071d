import { AppError } from '../../kernel/index.ts';
import type { HttpAuth, HttpField, HttpRequest, SecretText } from '../../nodes/index.ts';
import type { OutgoingRequest } from '../ports/http.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';

/** What HTTP can carry in a header. */
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The request with its secrets in it.
 * @throws AppError `secret/…`, and `http/invalid-request` where a header cannot hold what it is given
 */
export async function outgoingRequest(
  request: HttpRequest,
  secrets: AttemptSecrets,
): Promise<OutgoingRequest> {
  const { method, body, isTextExpected, limits } = request;
  const url = new URL(request.url);
  for (const { name, value } of request.query) url.searchParams.append(name, await sent(value, secrets));
  return {
    method,
    url: url.href,
    headers: await headersOf(request, secrets),
    body: body === null || body.type === 'text' ? (body?.text ?? null) : await formOf(body.fields, secrets),
    isTextExpected,
    limits,
    holdsSecret: (text) => secrets.isIn(text),
  };
}

async function sent(text: string | SecretText, secrets: AttemptSecrets): Promise<string> {
  return typeof text === 'string' ? text : `${text.prefix ?? ''}${await secrets.reveal(text.secret)}`;
}

async function headersOf(
  { headers, auth, body }: HttpRequest,
  secrets: AttemptSecrets,
): Promise<Readonly<Record<string, string>>> {
  const type = body === null ? [] : [['content-type', contentTypeOf(body)] as const];
  const authorization =
    auth === null ? [] : [['authorization', await authorizationOf(auth, secrets)] as const];
  const own: (readonly [string, string])[] = [];
  for (const { name, value } of headers) own.push([name.toLowerCase(), await sent(value, secrets)]);
  const all = [...type, ...own, ...authorization];
  for (const [name, value] of all) {
    if (!headerText.test(value)) throw notInHeader(name);
  }
  return Object.fromEntries(all);
}

function contentTypeOf(body: NonNullable<HttpRequest['body']>): string {
  return body.type === 'form' ? 'application/x-www-form-urlencoded' : body.contentType;
}

async function authorizationOf(auth: HttpAuth, secrets: AttemptSecrets): Promise<string> {
  if (auth.type === 'bearer') return `Bearer ${await sent(auth.token, secrets)}`;
  const pair = `${auth.username}:${await sent(auth.password, secrets)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

async function formOf(fields: readonly HttpField[], secrets: AttemptSecrets): Promise<string> {
  const form = new URLSearchParams();
  for (const { name, value } of fields) form.append(name, await sent(value, secrets));
  return form.toString();
}

function notInHeader(name: string): AppError {
  return new AppError(
    'http/invalid-request',
    `the value of the header "${name}" cannot be sent: it holds a line break, or a character beyond Latin-1`,
  );
}
