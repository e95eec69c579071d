import type { Plugin } from 'graphql-yoga';
import { AppError } from '../../kernel/index.ts';
import { type MaskError, withoutHttp } from './error-mask.ts';

/** Every form that an operation may be answered in. */
const forms = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
] as const;

/**
 * Whoever takes no form of the answer is told so (406), and nothing is executed for him. Yoga by itself looks at what
 * is accepted when there is an answer, and then has no word for it.
 */
export function acceptableAnswers(mask: MaskError): Plugin {
  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      // Over a WebSocket there is no such request.
      const request: Request | undefined = args.contextValue.request;
      if (request === undefined || takesSome(request.headers.get('accept'))) return;
      // Yoga finds no form for it either, and answers with the status that is put into words below.
      setResultAndStopExecution({ data: null });
    },
    onResponse: ({ response, fetchAPI, setResponse }) => {
      if (response.status !== 406) return;
      const accepted = response.headers.get('accept') ?? '';
      const message = `the request takes no form of this answer: accept ${accepted}; subscriptions come over a WebSocket, too`;
      const error = withoutHttp(mask(new AppError('input/invalid', message)));
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      setResponse(fetchAPI.Response.json({ errors: [error] }, { status: 406, headers }));
    },
  };
}

/** Read as Yoga reads it: what it would not find acceptable afterwards must not be so before. */
function takesSome(accept: string | null): boolean {
  const ranges = (accept || '*/*').toLowerCase().replace(/\s/g, '').split(',');
  return ranges.some((range) => {
    const [type = '', ...parameters] = range.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    return (charset ?? 'charset=utf-8') === 'charset=utf-8' && forms.some((form) => matches(form, type));
  });
}

function matches(form: string, range: string): boolean {
  const [type, subtype] = form.split('/');
  const [askedType, askedSubtype] = range.split('/');
  return (askedType === '*' || askedType === type) && (askedSubtype === '*' || askedSubtype === subtype);
}
