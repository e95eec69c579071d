import type { ServerResponse } from 'node:http';

/** Answers with a text that no browser takes for anything else. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, headers).end(text);
}
