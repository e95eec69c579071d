import { localOwnerId } from '../../src/app/index.ts';
import { isJsonObject } from '../../src/kernel/index.ts';
import { migrateDatabase } from '../../src/persistence/index.ts';
import { openBelowGraphql, requestFor } from '../below-graphql.ts';
import { peerGraphs } from './peer-graphs.ts';
import { type PeerObserver, peerStepKind } from './step-kind.ts';

/** What the harness wants to hear. */
export interface Harness extends PeerObserver {
  received(id: string, token: number): void;
  /** @throws where the answer is wrong */
  expect(isRight: boolean, what: string): void;
}

/** The work of the harness, each by the id that it gives to a workflow. */
export interface Peer {
  seq(id: string): Promise<void>;
  loop(id: string): Promise<void>;
  fan(id: string): Promise<void>;
  stream(id: string): Promise<void>;
  close(): Promise<void>;
}

const viewer = { ownerId: localOwnerId, role: 'admin' } as const;

/** Chatter as one engine of several: the whole way from the door to the durable end. Migrates the database. */
export async function openPeer(url: string, harness: Harness): Promise<Peer> {
  await migrateDatabase(url);
  const { engine, app, close } = await openBelowGraphql(url, peerStepKind(harness));

  const run = (scenario: keyof typeof peerGraphs, steps: number) => async (id: string) => {
    const { executionId, ended } = await engine.execute(requestFor(peerGraphs[scenario], { input: { id } }));
    const output = (await app.getExecution(viewer, executionId))?.output ?? null;
    const items = isJsonObject(output) ? output.items : null;
    harness.expect(Array.isArray(items) && items.length === steps, `${scenario}: ${ended}`);
  };

  return {
    seq: run('seq', 10),
    loop: run('loop', 300),
    fan: run('fan', 21),
    stream: async (id) => {
      const request = requestFor(peerGraphs.stream, { input: { id }, waitMs: 0 });
      const { executionId } = await engine.execute(request);
      let seen = 0;
      for await (const { events } of await app.watchExecutionEvents(viewer, { executionId, after: 0 })) {
        for (const { event } of events) {
          if (event.type !== 'TextDelta') continue;
          for (const _ of event.text) {
            harness.received(id, seen);
            seen += 1;
          }
        }
      }
      harness.expect(seen === 200, `stream: ${seen} tokens`);
    },
    close,
  };
}
