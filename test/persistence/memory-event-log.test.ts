import { randomUUID } from 'node:crypto';
import { MemoryEventLog } from '../support/memory-event-log.ts';
import { describeEventLog, queuedEvent } from './event-log.contract.ts';

describeEventLog('the event log in memory', async () => {
  const log = new MemoryEventLog();
  return {
    log,
    accept: async (executionId) => log.accept(executionId, queuedEvent),
    addCommand: async (executionId) => {
      log.countCommand(executionId);
      return randomUUID();
    },
    isAnswered: async (commandId) => log.answered.has(commandId),
    facts: async (executionId) => {
      const execution = log.execution(executionId);
      if (!execution) throw new Error('no such execution');
      const { claimedBy: _claimedBy, commands: _commands, ...facts } = execution;
      return facts;
    },
    snapshot: async (executionId) => log.snapshots.get(executionId),
    usage: async (executionId) => log.usage.filter((entry) => entry.executionId === executionId),
  };
});
