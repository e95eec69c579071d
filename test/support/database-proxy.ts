import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { findFreePort } from '../../src/persistence/embedded/cluster-access.ts';

/** A way to the database that can be cut. */
export interface DatabaseProxy {
  /** The address by which the database is reached through it. */
  readonly url: string;
  /** From now on no answer comes back on the connections there are, whatever they still send. */
  swallowAnswers(): void;
  /** Breaks every connection; new ones are let through. The server is not told before it answers. */
  cut(): void;
  /** From now on, whoever begins a transaction gets the session of somebody else, who gets his: as of a pooler. */
  shareSessions(): void;
  /** Breaks every connection and refuses new ones, as where no server runs. */
  goAway(): Promise<void>;
  /** Lets connections through again, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  server: Socket;
  silent: boolean;
}

/** A proxy in front of the server at `url`, on the loopback address. */
export async function proxyDatabase(url: string): Promise<DatabaseProxy> {
  const target = new URL(url);
  const pairs = new Set<Pair>();
  let isShared = false;
  const listener = createServer((client) => {
    const pair: Pair = { client, server: connect(Number(target.port), target.hostname), silent: false };
    pairs.add(pair);
    client.on('data', (chunk) => {
      if (isShared && chunk.includes('begin')) exchange(pair, pairs);
      pair.server.write(chunk);
    });
    client.on('error', () => undefined).on('close', () => pair.silent || pair.server.destroy());
    answerTo(pair);
  });
  const port = await findFreePort();
  const listen = async (): Promise<void> => {
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
  };
  const close = async (): Promise<void> => {
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
    if (!listener.listening) return;
    listener.close();
    await once(listener, 'close');
  };
  await listen();
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${port}`;
  return {
    url: proxied.href,
    swallowAnswers: () => {
      for (const pair of pairs) pair.silent = true;
    },
    cut: () => {
      for (const pair of pairs) {
        pair.silent = true;
        pair.client.destroy();
      }
    },
    shareSessions: () => {
      isShared = true;
    },
    goAway: close,
    comeBack: listen,
    close,
  };
}

function answerTo(pair: Pair): void {
  const { client, server } = pair;
  server.removeAllListeners();
  server.on('data', (chunk) => pair.silent || client.write(chunk));
  server.on('error', () => undefined).on('close', () => pair.silent || client.destroy());
}

/** Both have nothing under way. */
function exchange(one: Pair, pairs: ReadonlySet<Pair>): void {
  const other = [...pairs].find((pair) => pair !== one);
  if (!other) return;
  [one.server, other.server] = [other.server, one.server];
  answerTo(one);
  answerTo(other);
}
