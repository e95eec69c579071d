import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { selfSigned } from './self-signed.ts';

/** A way to the database that takes TLS only, with a certificate for `localhost` that nobody trusts. */
export interface DatabaseOverTls {
  /** The address by which the database is reached through it, with parameters. */
  at(parameters: string, host?: string): string;
  close(): Promise<void>;
}

/** In front of the server at `url`, as `hostssl` in `pg_hba.conf` would have it. */
export async function databaseOverTls(url: string): Promise<DatabaseOverTls> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined).once('close', () => sockets.delete(client));
    client.once('data', (first) => {
      if (isTlsRequest(first)) {
        client.write('S');
        relay(new TLSSocket(client, { isServer: true, ...selfSigned }), target);
      } else {
        client.destroy();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    at: (parameters, host = 'localhost') => {
      const through = new URL(url);
      through.host = `${host}:${port}`;
      through.search = parameters;
      return through.href;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** What a client of PostgreSQL sends before it speaks TLS. */
function isTlsRequest(message: Buffer): boolean {
  return message.length === 8 && message.readInt32BE(4) === 80_877_103;
}

function relay(client: TLSSocket, target: URL): void {
  const server = connect(Number(target.port), target.hostname);
  client.on('error', () => server.destroy()).on('close', () => server.destroy());
  server.on('error', () => client.destroy()).on('close', () => client.destroy());
  client.pipe(server).pipe(client);
}
