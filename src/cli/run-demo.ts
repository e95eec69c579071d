import { ProgramFailure } from '../server/program/run-program.ts';
import type { ApiClient } from './api-client.ts';
import type { FollowSupportSubscription } from './generated/graphql.ts';
import { followSupport, runSupport } from './operations.ts';
import { supportWorkflow } from './support-workflow.ts';

const messages = ['How do I change my address?', 'My order arrived broken!'];

/** Runs the support workflow for some messages, and shows each as it happens. */
export async function runDemo(client: ApiClient, print: (text: string) => void): Promise<void> {
  for (const message of messages) {
    print(`\nCustomer: ${message}\n`);
    const { executeWorkflow } = await client.ask(runSupport, { graph: supportWorkflow, message });
    if (executeWorkflow.__typename !== 'ExecuteWorkflowSuccess') {
      throw new ProgramFailure(`${executeWorkflow.message} (${executeWorkflow.code})`);
    }
    const { id } = executeWorkflow.execution;
    print(`  execution ${id}\n`);
    for await (const { executionEvents } of client.follow(followSupport, { id })) {
      for (const event of executionEvents.events) print(shown(event));
    }
  }
}

type SeenEvent = FollowSupportSubscription['executionEvents']['events'][number];

function shown(event: SeenEvent): string {
  switch (event.__typename) {
    case 'NodeStarted':
      return `  ${event.path}: `;
    case 'TextDelta':
      return event.text;
    case 'NodeCompleted':
      return event.port === 'out' ? `  [${event.path} done]\n` : `  [${event.path} → ${event.port}]\n`;
    case 'ExecutionCompleted':
      return `  completed: ${JSON.stringify(event.output)}\n`;
    case 'ExecutionFailed':
      return `  failed: ${event.error.message} (${event.error.code})\n`;
    default:
      return '';
  }
}
