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

/** What the terminal shows once the server answers. */
export function welcome(url: string): string {
  return `Chatter is running: open ${url}/graphiql and paste the operation below\n\n${firstOperation}\n\nCtrl-C stops it.\n`;
}
