import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { correlationIdOf, currentCorrelationId } from './correlation-id.ts';
import { graphqlPath } from './graphql-handler.ts';
import type { LargeRequests } from './large-requests.ts';
import { WebSocketConnection } from './web-socket-connection.ts';
import { createProtocol, type ProtocolParts } from './web-socket-protocol.ts';

export interface WebSocketsParts extends ProtocolParts {
  readonly large: LargeRequests;
  readonly clock: Clock;
  readonly log: ServerLog;
}

export interface WebSockets {
  /** Says to every client that the server goes away, and takes no more. */
  goAway(): void;
  /** Cuts off whoever is left. */
  terminate(): void;
}

const unexpectedFailure = 4500;

/** Serves `graphql-transport-ws` on the path of the API. */
export function serveWebSockets(server: Server, parts: WebSocketsParts): WebSockets {
  const { limits, large, clock, log } = parts;
  const protocol = createProtocol(parts);
  const connections = new Set<WebSocketConnection>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.mostBodyBytes, handleProtocols });
  const correlationIds = new WeakMap<IncomingMessage, string>();
  let leaving = false;
  let disarm: (() => void) | null = null;

  const beat = (): void => {
    for (const connection of connections) connection.beat();
    disarm = connections.size > 0 ? clock.after(limits.keepAliveMs, beat) : null;
  };

  const open = (socket: WebSocket, request: IncomingMessage, correlationId: string): void => {
    const connection = new WebSocketConnection(socket, { correlationId, limits });
    connection.listenToUnknown(request.socket);
    connections.add(connection);
    disarm ??= clock.after(limits.keepAliveMs, beat);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            const text = String(data);
            currentCorrelationId.run(correlationId, () => {
              connection
                .perform(text.length, large, () => handle(text))
                .catch((error: unknown) => {
                  log.error('a message of a WebSocket failed unexpectedly', { error, correlationId });
                  socket.close(unexpectedFailure, 'Internal server error');
                });
            });
          });
        },
      },
      { connection, request },
    );
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      closed(code, String(reason)).catch((error: unknown) => {
        log.error('a WebSocket did not close as expected', { error, correlationId });
      });
    });
  };

  sockets.on('headers', (headers, request) => {
    headers.push(`x-request-id: ${correlationIds.get(request)}`);
  });
  server.on('upgrade', (request, socket, head) => {
    // Until the handshake is over nobody else listens, and one that fails would end the process.
    socket.on('error', () => undefined);
    if (request.url?.split('?')[0] !== graphqlPath) return refuse(socket, '404 Not Found');
    if (leaving) return refuse(socket, '503 Service Unavailable');
    const correlationId = correlationIdOf(request.headers);
    correlationIds.set(request, correlationId);
    sockets.handleUpgrade(request, socket, head, (opened) => open(opened, request, correlationId));
  });

  return {
    goAway: () => {
      leaving = true;
      disarm?.();
      for (const connection of connections) connection.goAway();
    },
    terminate: () => {
      for (const connection of connections) connection.terminate();
    },
  };
}

/** A client that does not end its own side must not keep the connection. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
