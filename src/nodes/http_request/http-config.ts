import { z } from 'zod';
import { secretNamePattern, secretNameRule } from '../../kernel/index.ts';
import { jsonField, templateField } from '../config-fields.ts';
import { httpMethods } from './http-caller.ts';

const secretText = z.strictObject({
  secret: z
    .string()
    .regex(secretNamePattern, secretNameRule)
    .describe('The name of a secret: its value is sent in this place.'),
  prefix: z.string().max(1000).exactOptional().describe('Text that stands right before the value.'),
});

const text = z.string().max(100_000).meta({ format: 'template' });

const fieldValue = z.union([text, secretText], {
  error: 'must be a text, or { "secret": "NAME" }',
});

function fields(description: string) {
  return z.record(z.string().min(1).max(1000), fieldValue).describe(description);
}

/** What HTTP takes for the name of a header. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The connection's own: a request that sets them says something else than it does. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const httpConfig = z
  .strictObject({
    method: z.enum(httpMethods).default('GET').describe('What is asked for.'),
    url: templateField(
      'An absolute http or https address, with `{{ expressions }}` in it. Values belong into `query`, where they are written as an address needs it.',
    ),
    query: fields('Names and values to add to the address, each a text or a secret.').default({}),
    headers: fields(
      'Headers, each a text or a secret: `{ "secret": "CRM_TOKEN", "prefix": "Token " }`.',
    ).default({}),
    bearer: secretText.exactOptional().describe('A secret that is sent as `Authorization: Bearer`.'),
    basic: z
      .strictObject({
        username: text.describe('The name of the user.'),
        password: secretText.describe('The secret that is the password.'),
      })
      .exactOptional()
      .describe('A user name, and a secret as password, that are sent as `Authorization: Basic`.'),
    json: jsonField(
      'A JSON value to send. Texts in it may hold `{{ expressions }}`; one that is nothing else becomes its value.',
    ).exactOptional(),
    form: fields('Fields to send as a form, each a text or a secret.').exactOptional(),
    text: templateField('A text to send; the header `content-type` says what it is.').exactOptional(),
    responseType: z
      .enum(['auto', 'json', 'text'])
      .default('auto')
      .describe(
        'How the answer is read. auto: as it says that it is. json, text: as this, whatever it says.',
      ),
    successStatuses: z
      .array(z.string().regex(/^[1-5]\d\d(-[1-5]\d\d)?$/, 'must be a status as 404, or a range as 200-299'))
      .min(1)
      .max(20)
      .default(['200-299'])
      .describe('Statuses and ranges of them that count as success; with any other, the node fails.'),
    maxRedirects: z
      .int()
      .min(0)
      .max(20)
      .default(5)
      .describe('How many redirects are followed. 0: a redirect is an answer like any other.'),
    maxResponseBytes: z
      .int()
      .min(1)
      .max(25_000_000)
      .default(1_000_000)
      .describe('How long the body of the answer may be, unpacked.'),
    requestTimeoutMs: z
      .int()
      .min(1)
      .max(600_000)
      .default(30_000)
      .describe('How long it may take until the answer is there in full, redirects included.'),
  })
  .superRefine((settings, context) => {
    for (const { path, message } of problemsOf(settings)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type HttpConfig = z.output<typeof httpConfig>;

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

function problemsOf(settings: HttpConfig): readonly Problem[] {
  return [...headerProblems(settings), ...bodyProblems(settings), ...authProblems(settings)];
}

/** Names of headers are equal in any case. */
function headerProblems({ headers }: HttpConfig): readonly Problem[] {
  const firstOf = new Map<string, string>();
  return Object.keys(headers).flatMap((name) => {
    const path = ['headers', name];
    if (!headerName.test(name)) return [{ path, message: 'is not the name of a header' }];
    const lower = name.toLowerCase();
    if (ownHeaders.has(lower)) return [{ path, message: 'is set by the connection: remove it' }];
    const first = firstOf.get(lower);
    if (first !== undefined) return [{ path, message: `is the same header as ${first}: write one of them` }];
    firstOf.set(lower, name);
    return [];
  });
}

function bodyProblems({ method, json, form, text: plain }: HttpConfig): readonly Problem[] {
  const [body, other] = namesOf({ json, form, text: plain });
  if (body === undefined) return [];
  if (other !== undefined) {
    return [{ path: [other], message: `is a second body beside ${body}: write one of them` }];
  }
  if (method !== 'GET' && method !== 'HEAD') return [];
  return [{ path: [body], message: `means nothing with ${method}, which sends no body: set the method` }];
}

function authProblems({ bearer, basic, headers }: HttpConfig): readonly Problem[] {
  const [auth, other] = namesOf({ bearer, basic });
  if (auth === undefined) return [];
  const header = Object.keys(headers).find((name) => name.toLowerCase() === 'authorization');
  const path = other !== undefined ? [other] : header !== undefined ? ['headers', header] : null;
  return path === null ? [] : [{ path, message: `says who asks beside ${auth}: write one of them` }];
}

/** Of those that are set, in this order. */
function namesOf(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(settings).filter((name) => settings[name] !== undefined);
}
