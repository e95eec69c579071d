/** What a newcomer runs first. A test sends it. */
export const firstOperation = `mutation {
  executeWorkflow(input: {
    target: { chat: {} }
    message: "Hello from Chatter"
    model: { provider: "offline", model: "echo" }
    waitMs: 5000
  }) {
    ... on ExecuteWorkflowSuccess { execution { id status output } }
    ... on Error { code message }
  }
}`;

const ownHeaders = '{ "authorization": "Bearer chatter_…" }';

/** What the terminal shows once the server answers; `needsKey`: nobody is served without an API key. */
export function welcome({ url, needsKey }: { readonly url: string; readonly needsKey: boolean }): string {
  const key = needsKey ? `Requests need an API key: in GraphiQL, ${ownHeaders} under Headers.\n` : '';
  return `Chatter is running: open ${url}/graphiql and paste the operation below\n\n${firstOperation}\n\n${key}Ctrl-C stops it.\n`;
}
