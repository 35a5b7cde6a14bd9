import { WebPubSubClient, WebPubSubJsonReliableProtocol } from "@azure/web-pubsub-client";
import { readEvents, type ClientEventName, type ClientEvents, type ServerEvent } from "./protocol.js";
import { ObservedSocket } from "./observedSocket.js";

export interface ConnectionHandlers {
  /** The service accepted a new connection: what happened before it is unknown, so sync. */
  connected(connectionId: string): void;
  /** The socket is gone; the reliable protocol tries to take the connection up again. */
  interrupted(): void;
  /** The same connection goes on and nothing was lost. */
  recovered(): void;
  /** Something arrived, be it only the answer to a probe. */
  heard(): void;
  events(events: ServerEvent[]): void;
  /** Final. A new connection needs a new URL. */
  closed(): void;
}

export interface Connection {
  /** Resolves when the service acknowledged the event; rejects when that failed, or takes too long. */
  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void>;
  /** Asks the service itself for a sign of life. It answers on the spot, and charges nothing for it. */
  probe(): void;
  /** Time of the last frame, in ms since the epoch. */
  lastHeard(): number;
  /** Treats the socket as dead: a half-open one would keep the client waiting for minutes. */
  abandon(): void;
  close(): void;
}

/** What the SDK asks of its socket factory; the method is not part of the SDK's declared surface. */
interface SocketFactory {
  create(url: string, protocol: string): ObservedSocket;
}

/**
 * The SDK's client, which creates its sockets through a factory method. Overriding that method is how this client sees
 * the moment a socket is lost: the SDK itself reports nothing until half a minute of recovery has failed. Should an SDK
 * version stop calling it, connections work on and only that early sign is missing.
 */
class SocketAwareClient extends WebPubSubClient {
  constructor(url: string, factory: SocketFactory) {
    super(url, {
      protocol: WebPubSubJsonReliableProtocol(),
      // A new connection needs a fresh URL and this package's own backoff.
      autoReconnect: false,
      autoRejoinGroups: false,
      messageRetryOptions: { maxRetries: 0 },
      // Probes are the heartbeat's, which also decides when silence lasts too long.
      keepAliveIntervalInMs: 0,
      keepAliveTimeoutInMs: 0,
    });
    Object.defineProperty(this, "_getWebSocketClientFactory", { value: () => factory });
  }
}

/** A ping that the service itself answers (JSON protocols of Web PubSub). */
const ProtocolPing = JSON.stringify({ type: "ping" });

/** How long the service may take to acknowledge an event, in ms. */
const AckMs = 15_000;

/** Opens one connection with a URL from negotiate. It lives, through any number of recoveries, until `closed`. */
export function openConnection(
  url: string,
  handlers: ConnectionHandlers,
  WebSocketClass: typeof WebSocket = WebSocket,
): Connection {
  let socket: ObservedSocket | undefined;
  let state: "opening" | "live" | "interrupted" | "closed" = "opening";
  let heard = Date.now();
  const probe = (): void => void socket?.send(ProtocolPing).catch(() => undefined);

  const finish = (): void => {
    if (state === "closed") return;
    state = "closed";
    socket?.dispose();
    handlers.closed();
  };

  const client = new SocketAwareClient(url, {
    create(socketUrl, protocol) {
      socket = new ObservedSocket(state === "closed" ? null : new WebSocketClass(socketUrl, protocol), {
        opened() {
          // The service need not say anything on a recovery, and only an answer proves that the connection goes on.
          if (state === "interrupted") probe();
        },
        message() {
          heard = Date.now();
          handlers.heard();
          if (state !== "interrupted") return;
          state = "live";
          handlers.recovered();
        },
        closed() {
          if (state !== "live") return;
          state = "interrupted";
          handlers.interrupted();
        },
      });
      return socket;
    },
  });

  const deliver = ({ message }: { message: { data: unknown } }): void => {
    if (state === "closed") return;
    const events = readEvents(message.data);
    if (events.length > 0) handlers.events(events);
  };
  client.on("connected", ({ connectionId }) => {
    if (state !== "opening") return;
    state = "live";
    handlers.connected(connectionId);
  });
  client.on("group-message", deliver);
  client.on("server-message", deliver);
  client.on("stopped", finish);
  client.start().catch(finish);

  return {
    async send(event, data) {
      await client.sendEvent(event, data, "json", { abortSignal: AbortSignal.timeout(AckMs) });
    },
    probe,
    lastHeard: () => heard,
    abandon() {
      socket?.fail(1006);
    },
    close() {
      if (state === "closed") return;
      finish();
      client.stop();
    },
  };
}
