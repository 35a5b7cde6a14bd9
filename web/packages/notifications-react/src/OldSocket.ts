import type {
  ClientEventName,
  ConnectionState,
  NotificationClient,
  NotificationClientEvents,
} from "@fixia/notifications";

/** Socket.IO typed its handlers this way, and existing code relies on it. */
type Handler = (data: any) => void;

/** What `useWebSocket` tells about the connection. */
export interface WebSocketStatus {
  readonly isConnected: boolean;
  readonly isConnecting: boolean;
  readonly error: string | null;
  readonly lastConnectionTime: Date | null;
}

/** What Socket.IO took under another name. */
const renamed: Record<string, ClientEventName> = {
  "notification:sync-request": "sync-request",
  "notification:mark-read": "mark-read",
};

const sockets = new WeakMap<NotificationClient, OldSocket>();

/** The one socket of a client. */
export function socketOf(client: NotificationClient): OldSocket {
  let socket = sockets.get(client);
  if (!socket) sockets.set(client, (socket = new OldSocket(client)));
  return socket;
}

const errors: Partial<Record<ConnectionState, string>> = {
  polling: "No real-time connection: polling.",
  offline: "No network.",
  "signed-out": "Nobody is signed in.",
};

/**
 * The part of a Socket.IO socket that the old web app used, played by a notification client. Besides the wire events it
 * has `connect` and `disconnect`.
 */
export class OldSocket {
  readonly #client: NotificationClient;
  readonly #handlers: { event: string; handler: Handler; off: () => void }[] = [];
  readonly #lifecycle = new Map<string, Set<Handler>>();
  #status: WebSocketStatus = { isConnected: false, isConnecting: false, error: null, lastConnectionTime: null };
  #state: ConnectionState | undefined;

  /** The connection's id at the service; undefined while there is none. */
  id: string | undefined;

  constructor(client: NotificationClient) {
    this.#client = client;
    client.on("connection-confirmed", ({ socketId }) => (this.id = socketId));
    client.subscribe(() => this.#follow(client.getSnapshot().state));
  }

  get connected(): boolean {
    return this.#status.isConnected;
  }

  get status(): WebSocketStatus {
    return this.#status;
  }

  on(event: string, handler: Handler): this {
    if (event === "connect" || event === "disconnect") {
      const handlers = this.#lifecycle.get(event) ?? new Set();
      this.#lifecycle.set(event, handlers.add(handler));
    } else {
      const off = this.#client.on(event as keyof NotificationClientEvents, handler);
      this.#handlers.push({ event, handler, off });
    }
    return this;
  }

  /** Removes a handler, or all of an event. */
  off(event: string, handler?: Handler): this {
    const handlers = this.#lifecycle.get(event);
    if (handler) handlers?.delete(handler);
    else handlers?.clear();
    for (let i = this.#handlers.length - 1; i >= 0; i--) {
      const entry = this.#handlers[i]!;
      if (entry.event !== event || (handler && entry.handler !== handler)) continue;
      entry.off();
      this.#handlers.splice(i, 1);
    }
    return this;
  }

  /** Sends and forgets, the way a Socket.IO socket does. */
  emit(event: string, data?: unknown): this {
    // The server's answer, if there is one, is an event of its own.
    this.#client.send(renamed[event] ?? (event as ClientEventName), (data ?? {}) as never).catch(() => undefined);
    return this;
  }

  #follow(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    const was = this.#status.isConnected;
    const isConnected = state === "live";
    this.#status = {
      isConnected,
      isConnecting: state === "connecting" || state === "recovering",
      error: errors[state] ?? null,
      lastConnectionTime: isConnected ? new Date() : this.#status.lastConnectionTime,
    };
    if (isConnected === was) return;
    if (!isConnected) this.id = undefined;
    for (const handler of [...(this.#lifecycle.get(isConnected ? "connect" : "disconnect") ?? [])]) handler(undefined);
  }
}
