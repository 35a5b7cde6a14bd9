import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { Notification, ServerEvent, ToldAttention } from "../../src/protocol.js";
import { FakePreferences } from "./fakePreferences.js";

interface Session {
  id: string;
  user: string;
  token: string;
  socket: WebSocket | null;
  sequence: number;
  unacked: Map<number, string>;
}

/**
 * Plays the API and the Web PubSub service on one port, with as much of the reliable JSON protocol as a client can
 * tell: connection ids, reconnection tokens, sequence numbers, replay after a recovery, and close code 1008.
 */
export class FakeService {
  /** Everything that the store holds, oldest change first. */
  notifications: Notification[] = [];
  readBefore: string | null = null;
  /** How many the server calls unseen; as many as are unread unless set. */
  unseen: number | undefined;
  /** Status to answer on a path instead of the real thing. */
  readonly failures = new Map<string, number>();
  /** Without those of the preferences. */
  readonly requests: string[] = [];
  /** What negotiate was sent. */
  readonly negotiations: string[] = [];
  readonly preferences = new FakePreferences();
  /** What pages and syncs say, by id. */
  attention: Record<string, ToldAttention> | undefined;
  readonly userEvents: { event: string; data: unknown }[] = [];
  /** Sync pages hold this many notifications. */
  syncPageSize = 100;
  retryAfter: number | null = null;
  /** Connections accepted so far, recoveries included. */
  accepted = 0;
  refusesSockets = false;
  /** Takes what clients send and answers nothing, like a half-open connection. */
  silent = false;
  /** What negotiate says of `connection-confirmed`, which this service never sends. */
  confirms: boolean | undefined;
  /** What negotiate says of receipts, which an older service does not know. */
  receipts: boolean | undefined;
  /** What was posted where there was no socket. */
  readonly received: string[] = [];
  /** What was posted to be done with several at once. Nothing comes of it here. */
  readonly marks: string[] = [];
  /** Whose requests these are where no token says it, as the cookie does. */
  user = "ana";
  /** How many user events the handler still fails, and what becomes of the connection then. */
  failingEvents = 0;
  onFailedEvent: "keep" | "drop" = "keep";
  /** Says nothing on a recovery unless asked. */
  quietRecovery = false;
  /** How far the service's clock is ahead, in ms. */
  clockOffsetMs = 0;
  /** Headers of every answer that are other than they would be; `null` hides one, as CORS does. */
  readonly headers = new Map<string, string | null>();
  #sessions = new Map<string, Session>();
  #held = new Map<string, (() => void)[]>();
  #http!: Server;
  #sockets!: WebSocketServer;
  #port = 0;
  #ids = 0;

  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get openSockets(): number {
    return this.#sockets.clients.size;
  }

  /** Messages that no client has acknowledged: a recovery sends them again. */
  get unacknowledged(): number {
    return [...this.#sessions.values()].reduce((sum, { unacked }) => sum + unacked.size, 0);
  }

  /** Requests that wait because of `hold`. */
  get holding(): number {
    return [...this.#held.values()].reduce((sum, waiting) => sum + waiting.length, 0);
  }

  get unread(): number {
    return this.notifications.filter((item) => !item.read && !(this.readBefore && item.created_at <= this.readBefore))
      .length;
  }

  async start(): Promise<this> {
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#sockets = new WebSocketServer({
      server: this.#http,
      handleProtocols: () => "json.reliable.webpubsub.azure.v1",
      verifyClient: () => !this.refusesSockets,
    });
    this.#sockets.on("connection", (socket, request) => this.#accept(socket, new URL(request.url ?? "/", this.base)));
    await new Promise<void>((resolve) => this.#http.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** Goes away like a killed process: sockets break, connection state is lost, the notifications stay. */
  async kill(): Promise<void> {
    this.#sessions.clear();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Breaks every socket; the service remembers the connections. */
  breakSockets(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Closes every connection for good, as the service does with 1008. */
  dropConnections(): void {
    this.#sessions.clear();
    for (const socket of this.#sockets.clients) socket.close(1008);
  }

  /** Computes answers on a path when asked and gives them when released. */
  hold(path: string): () => void {
    const waiting: (() => void)[] = [];
    this.#held.set(path, waiting);
    return () => {
      this.#held.delete(path);
      for (const answer of waiting) answer();
    };
  }

  create(item: Notification, attention: ToldAttention = {}): void {
    const receivedAt = new Date(this.#now()).toISOString();
    this.#put(item, attention, { event: "notification:new", data: { notification: item, receivedAt, ...attention } });
  }

  /** Tells of one that is back in the list: with attention where it was snoozed until now. */
  restore(item: Notification, attention: ToldAttention = {}): void {
    const restoredAt = new Date(this.#now()).toISOString();
    this.#put(item, attention, { event: "notification:restored", data: { notification: item, restoredAt, ...attention } });
  }

  #put(item: Notification, attention: ToldAttention, event: ServerEvent): void {
    this.notifications = [...this.notifications.filter(({ id }) => id !== item.id), item];
    if (attention.attentionByDevice || attention.attention === "silent")
      this.attention = { ...this.attention, [item.id]: attention };
    const updatedAt = new Date(this.#now()).toISOString();
    this.push([event, { event: "notification:unread-count", data: { count: this.unread, updatedAt } }], "group", item.user_id);
  }

  push(events: ServerEvent | ServerEvent[], from: "group" | "server" = "group", to?: string): void {
    for (const session of this.#sessions.values())
      if (to === undefined || session.user === to) this.#send(session, events, from);
  }

  #send(session: Session, events: ServerEvent | ServerEvent[], from: "group" | "server"): void {
    const sequenceId = ++session.sequence;
    const frame = JSON.stringify({ type: "message", from, group: "g", sequenceId, dataType: "json", data: events });
    session.unacked.set(sequenceId, frame);
    session.socket?.send(frame);
  }

  #accept(socket: WebSocket, url: URL): void {
    const wanted = url.searchParams.get("awps_connection_id");
    let session = wanted ? this.#sessions.get(wanted) : undefined;
    if (wanted && session?.token !== url.searchParams.get("awps_reconnection_token")) return socket.close(1008);
    if (!session) {
      const user = url.searchParams.get("access_token") ?? "";
      session = { id: `c${++this.#ids}`, user, token: `t${this.#ids}`, socket, sequence: 0, unacked: new Map() };
      this.#sessions.set(session.id, session);
    }
    this.accepted++;
    session.socket = socket;
    const connected = { type: "system", event: "connected", userId: session.user, connectionId: session.id };
    if (!wanted || !this.quietRecovery)
      socket.send(JSON.stringify({ ...connected, reconnectionToken: session.token }));
    for (const frame of session.unacked.values()) socket.send(frame);
    socket.on("message", (data) => this.#receive(session, JSON.parse(String(data))));
    socket.on("close", (code) => {
      if (session.socket === socket) session.socket = null;
      if (code !== 1006) this.#sessions.delete(session.id);
    });
  }

  #receive(session: Session, frame: Record<string, unknown>): void {
    if (frame.type === "sequenceAck") {
      for (const id of session.unacked.keys()) if (id <= (frame.sequenceId as number)) session.unacked.delete(id);
    }
    if (frame.type === "ping" && !this.silent) session.socket?.send(JSON.stringify({ type: "pong" }));
    if (frame.type !== "event") return;
    const event = String(frame.event);
    this.userEvents.push({ event, data: frame.data });
    if (this.silent) return;
    const success = this.failingEvents <= 0;
    const error = success ? undefined : { name: "InternalServerError", message: "Internal server error" };
    session.socket?.send(JSON.stringify({ type: "ack", ackId: frame.ackId, success, error }));
    if (!success) {
      this.failingEvents--;
      if (this.onFailedEvent === "drop") session.socket?.close(1008);
      return;
    }
    const timestamp = new Date(this.#now()).toISOString();
    if (event === "ping") this.#send(session, { event: "pong", data: { timestamp } }, "server");
    if (event === "sync-request") {
      const { cursor } = frame.data as { cursor?: string };
      const notifications = this.#of(session.user);
      const from = cursor ? Number(cursor) : Math.max(0, notifications.length - this.syncPageSize);
      const end = Math.min(notifications.length, from + this.syncPageSize);
      const data = {
        status: "sync-requested" as const,
        userId: session.user,
        requestedAt: timestamp,
        notifications: notifications.slice(from, end),
        unreadCount: this.unread,
        unseenCount: this.unseen,
        cursor: end === 0 ? null : String(end),
        hasMore: end < notifications.length,
        readBefore: this.readBefore,
        attention: this.attention,
      };
      this.#send(session, { event: "notification:sync-response", data }, "server");
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", this.base);
    const isPreferences = url.pathname.startsWith("/api/preferences");
    if (!isPreferences) this.requests.push(`${request.method} ${url.pathname}`);
    if (url.pathname === "/api/negotiate") this.#recordBody(request, this.negotiations);
    if (url.pathname === "/api/notifications/received") this.#recordBody(request, this.received);
    if (url.pathname === "/api/notifications/marks") this.#recordBody(request, this.marks);
    const failure = this.failures.get(url.pathname);
    const answer = failure ? {} : this.#body(request, url, response);
    const etag = `"${this.#userOf(request)}-${this.notifications.length}-${this.unread}"`;
    const isFeed = url.pathname === "/api/notifications" && !failure;
    if (isFeed) response.setHeader("ETag", etag);
    if (this.retryAfter !== null) response.setHeader("Retry-After", String(this.retryAfter));
    response.setHeader("Date", new Date(this.#now()).toUTCString());
    for (const [name, value] of this.headers) {
      if (value !== null) response.setHeader(name, value);
      else response.removeHeader(name);
      response.sendDate &&= name !== "Date";
    }
    if (isPreferences) return this.preferences.answer(request, response, url.pathname);
    const send = (): void => {
      if (isFeed && request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(failure ?? response.statusCode, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
    };
    const waiting = this.#held.get(url.pathname);
    if (waiting) waiting.push(send);
    else send();
  }

  /** The first one that is pressed holds. */
  #act(id: string, action: string, response: ServerResponse): unknown {
    const item = this.notifications.find((item) => item.id === id);
    if (item?.outcome && item.outcome.action !== action) {
      response.statusCode = 409;
      return { title: "Conflict", status: 409, outcome: item.outcome };
    }
    if (!item?.actions?.some(({ id }) => id === action)) {
      response.statusCode = 404;
      return { title: "Not found", status: 404 };
    }
    const outcome = item.outcome ?? { action, at: new Date(this.#now()).toISOString() };
    if (!item.outcome) this.create({ ...item, read: true, read_at: outcome.at, outcome }, { attention: "silent" });
    return outcome;
  }

  #body(request: IncomingMessage, url: URL, response: ServerResponse): unknown {
    const [, , , id, action, pressed] = url.pathname.split("/");
    const user = this.#userOf(request);
    if (url.pathname === "/api/negotiate") {
      const socketUrl = `${this.base.replace("http", "ws")}/client/hubs/fixia?access_token=${user}`;
      const expiresAt = new Date(this.#now()).toISOString();
      return { url: socketUrl, hub: "fixia", userId: user, expiresAt, confirms: this.confirms, receipts: this.receipts };
    }
    if (id === "seen" || request.method === "DELETE" || action === "archive") {
      if (id === "seen") this.unseen = 0;
      else this.notifications = this.notifications.filter((item) => item.id !== id);
      const updatedAt = new Date(this.#now()).toISOString();
      this.push({ event: "notification:unread-count", data: { count: this.unread, unseen: this.unseen, updatedAt } });
      return {};
    }
    if (id === "unread-count") return { count: this.unread, updatedAt: new Date(this.#now()).toISOString() };
    if (id === "received" || id === "marks") return {};
    if (id === "read-all") {
      this.readBefore = new Date(this.#now()).toISOString();
      return {};
    }
    if (action === "actions") return this.#act(id!, pressed!, response);
    if (action === "read") {
      this.notifications = this.notifications.map((item) => (item.id === id ? { ...item, read: true } : item));
      return {};
    }
    const older = this.#of(user).reverse();
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const end = Math.min(older.length, from + 20);
    return {
      notifications: older.slice(from, end),
      cursor: String(end),
      hasMore: end < older.length,
      unreadCount: this.unread,
      unseenCount: this.unseen,
      readBefore: this.readBefore,
      attention: this.attention,
    };
  }

  #recordBody(request: IncomingMessage, bodies: string[]): void {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => bodies.push(body));
  }

  #now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  /** What a user has: the user's own, and those that say no user. */
  #of(user: string): Notification[] {
    return this.notifications
      .filter((item) => (item.user_id ?? user) === user)
      .map((item) => ({ ...item, user_id: user }));
  }

  #userOf(request: IncomingMessage): string {
    const payload = request.headers.authorization?.split(".")[1];
    return payload ? (JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string }).sub : this.user;
  }
}
