import type { PgBoss, Queue } from 'pg-boss';

export const executionQueue = 'executions';
export const timerQueue = 'timers';

/** The most that a job's integer columns hold. */
const unlimited = 2 ** 31 - 1;

/** After this long pg-boss takes an active job away, whoever holds it: its maximum. */
export const jobLifetimeSeconds = 24 * 60 * 60;

const settings = {
  heartbeatSeconds: 10,
  expireInSeconds: jobLifetimeSeconds,
  retryLimit: unlimited,
  // None: what a dead or stopping process held must be free at once. A run that failed waits in its process.
  retryDelay: 0,
  retryBackoff: false,
  // A job's retention counts from its creation, also when it is handed over after months.
  retentionSeconds: 50 * 365 * 24 * 60 * 60,
  warningQueueSize: unlimited,
  notify: false,
  // A table of its own, with only the indexes that its policy needs.
  partition: true,
} as const;

const queues: readonly Queue[] = [
  { ...settings, name: executionQueue, policy: 'stately' },
  { ...settings, name: timerQueue, policy: 'exclusive' },
];

/** Makes the queues that are missing, and gives those of an earlier release the settings of this one. */
export async function prepareQueues(boss: PgBoss): Promise<void> {
  for (const queue of queues) {
    const { name, policy, partition, ...changeable } = queue;
    await boss.createQueue(name, {
      ...changeable,
      ...(policy && { policy }),
      ...(partition && { partition }),
    });
    const found = await boss.getQueue(name);
    const differs = Object.entries(changeable).some(
      ([key, value]) => Reflect.get(found ?? {}, key) !== value,
    );
    if (differs) await boss.updateQueue(name, changeable);
  }
}
