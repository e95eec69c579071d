import type { HttpCaller, HttpResponse } from '../../nodes/index.ts';
import type { Http } from '../ports/http.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';
import { outgoingRequest } from './outgoing-request.ts';

/**
 * Sends what a node asks for, with the secrets that it names. What comes back is masked before the node sees it: a node
 * may cut a text, and half a secret would not be found any more.
 */
export function attemptHttp(http: Http, secrets: AttemptSecrets, onProgress: () => void): HttpCaller {
  return {
    send: async (request, signal) =>
      masked(await http.send(await outgoingRequest(request, secrets), signal, onProgress), secrets),
  };
}

function masked(response: HttpResponse, secrets: AttemptSecrets): HttpResponse {
  const { url, headers, body } = response;
  const entries = Object.entries(headers).map(([name, value]) => [secrets.text(name), secrets.text(value)]);
  return {
    ...response,
    url: secrets.text(url),
    headers: Object.fromEntries(entries),
    body: typeof body === 'string' ? secrets.text(body) : body,
  };
}
