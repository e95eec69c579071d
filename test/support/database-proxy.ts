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
  /** Breaks every connection and refuses new ones, as where no server runs. */
  goAway(): Promise<void>;
  /** Lets connections through again, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A proxy in front of the server at `url`, on the loopback address. */
export async function proxyDatabase(url: string): Promise<DatabaseProxy> {
  const target = new URL(url);
  const pairs = new Set<{ client: Socket; server: Socket; silent: boolean }>();
  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const pair = { client, server, silent: false };
    pairs.add(pair);
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => pair.silent || client.write(chunk));
    client.on('error', () => undefined).on('close', () => pair.silent || server.destroy());
    server.on('error', () => undefined).on('close', () => pair.silent || client.destroy());
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
    goAway: close,
    comeBack: listen,
    close,
  };
}
