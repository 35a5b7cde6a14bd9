import { Api, SignedOutError, type GetToken } from "./api.js";
import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { browserOnline, pageVisible, type Signal } from "./environment.js";
import { Poller } from "./poller.js";
import type { ClientEventName, ClientEvents, Notification, ServerEvent, ServerEvents } from "./protocol.js";
import { Realtime, type RealtimeState } from "./realtime.js";
import { NotificationStore, type StoreView } from "./store.js";

export type ConnectionState = "connecting" | "live" | "recovering" | "polling" | "offline" | "signed-out";

export interface NotificationClientOptions {
  /** Where a connection URL is negotiated, `POST`. */
  negotiateUrl: string;
  /** Base of the notification API: the feed is at `{apiUrl}/notifications`. */
  apiUrl: string;
  getToken?: GetToken;
  /** `false` leaves polling only, for a gradual rollout. */
  realtime?: boolean;
  /** Poll interval while no connection is live, in ms. */
  pollDisconnectedMs?: number;
  /** Poll interval while a connection is live, in ms. */
  pollConnectedMs?: number;
  /** Time between two pings, in ms. */
  pingMs?: number;
  /** Silence after which a connection counts as dead, in ms. */
  deadAfterMs?: number;
  /** Upper bound of the first reconnect delay, in ms. */
  reconnectBaseMs?: number;
  /** Upper bound of every reconnect delay, in ms. */
  reconnectMaxMs?: number;
  fetch?: typeof globalThis.fetch;
  WebSocket?: typeof globalThis.WebSocket;
  online?: Signal;
  visible?: Signal;
}

export interface NotificationSnapshot extends StoreView {
  readonly state: ConnectionState;
  /** Older notifications can be loaded. */
  readonly hasMore: boolean;
  /** False until the first page arrived. */
  readonly loaded: boolean;
}

/** What a client tells its listeners: every wire event by its name, and two of its own. */
export interface NotificationClientEvents extends ServerEvents {
  /** Unread notifications that this client sees for the first time, newest last, after the first page. */
  arrived: readonly Notification[];
  /** The server refused a mark-read, which was taken back. */
  "mark-read-failed": unknown;
}

export interface NotificationClient {
  start(): void;
  stop(): void;
  /** The same object until something changes. */
  getSnapshot(): NotificationSnapshot;
  subscribe(listener: () => void): () => void;
  on<K extends keyof NotificationClientEvents>(
    event: K,
    handler: (payload: NotificationClientEvents[K]) => void,
  ): () => void;
  /** Sends over the live connection; rejects without one. */
  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void>;
  /** Reads the newest page now. */
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
  markRead(id: string): Promise<void>;
  markAllRead(): Promise<void>;
}

export function createNotificationClient(options: NotificationClientOptions): NotificationClient {
  return new Client(options);
}

class Client implements NotificationClient {
  readonly #options: NotificationClientOptions;
  readonly #api: Api;
  readonly #store = new NotificationStore();
  readonly #poller: Poller;
  readonly #realtime: Realtime | undefined;
  readonly #online: Signal;
  readonly #events = new Emitter<NotificationClientEvents>();
  readonly #listeners = new Set<() => void>();
  #snapshot: NotificationSnapshot = {
    state: "connecting",
    notifications: [],
    unreadCount: null,
    hasMore: false,
    loaded: false,
  };
  #run: AbortController | undefined;
  #stopOnline: (() => void) | undefined;
  #link: RealtimeState | "signed-out" = "connecting";
  #feedCursor: string | null = null;
  #syncCursor: string | null = null;
  #syncTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: NotificationClientOptions) {
    this.#options = options;
    this.#online = options.online ?? browserOnline;
    this.#api = new Api(options);
    this.#poller = new Poller({
      poll: (signal) => this.#poll(signal),
      disconnectedMs: options.pollDisconnectedMs ?? 30_000,
      connectedMs: options.pollConnectedMs ?? 120_000,
      online: this.#online,
      visible: options.visible ?? pageVisible,
    });
    if (options.realtime !== false) this.#realtime = this.#createRealtime();
  }

  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#stopOnline = this.#online.subscribe(() => this.#publish());
    this.#setLink(this.#realtime ? "connecting" : "down");
    this.#poller.start();
    this.#realtime?.start();
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#stopOnline?.();
    clearTimeout(this.#syncTimer);
    this.#realtime?.stop();
    this.#poller.stop();
  }

  getSnapshot(): NotificationSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  on<K extends keyof NotificationClientEvents>(
    event: K,
    handler: (payload: NotificationClientEvents[K]) => void,
  ): () => void {
    return this.#events.on(event, handler);
  }

  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    return this.#realtime?.send(event, data) ?? Promise.reject(new Error("Real time is switched off."));
  }

  refresh(): Promise<void> {
    return this.#poller.now();
  }

  async loadMore(): Promise<void> {
    const cursor = this.#feedCursor;
    if (!cursor) return;
    const version = this.#store.countVersion;
    const page = await this.#guarded((signal) => this.#api.older(cursor, signal));
    if (this.#feedCursor !== cursor) return;
    this.#feedCursor = page.hasMore ? (page.cursor ?? null) : null;
    this.#store.applyPage(page, version);
    this.#publish();
  }

  markRead(id: string): Promise<void> {
    return this.#markRead([id], (signal) => this.#api.markRead(id, signal));
  }

  markAllRead(): Promise<void> {
    return this.#markRead("all", (signal) => this.#api.markAllRead(signal));
  }

  async #markRead(ids: string[] | "all", call: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const pending = this.#store.beginRead(ids, new Date());
    this.#publish();
    try {
      await this.#guarded(call);
      if (pending && !this.#store.commitRead(pending)) {
        const count = await this.#guarded((signal) => this.#api.unreadCount(signal));
        this.#store.applyPage({ unreadCount: count });
      }
    } catch (error) {
      if (pending) this.#store.rollbackRead(pending);
      this.#events.emit("mark-read-failed", error);
      throw error;
    } finally {
      this.#publish();
    }
  }

  async #poll(signal: AbortSignal): Promise<number | undefined> {
    const version = this.#store.countVersion;
    const { page, pollIntervalMs } = await this.#guarded((run) => this.#api.newest(AbortSignal.any([run, signal])));
    if (page) {
      const first = !this.#snapshot.loaded;
      if (first) this.#feedCursor = page.hasMore ? (page.cursor ?? null) : null;
      const added = this.#store.applyPage(page, version);
      this.#snapshot = { ...this.#snapshot, loaded: true };
      this.#publish();
      if (!first) this.#announce(added);
    }
    return pollIntervalMs;
  }

  /** Runs a request of this session; a refused token ends the session. */
  async #guarded<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await call(this.#run?.signal ?? AbortSignal.abort());
    } catch (error) {
      if (error instanceof SignedOutError) this.#signOut();
      throw error;
    }
  }

  #createRealtime(): Realtime {
    const options = this.#options;
    return new Realtime({
      api: this.#api,
      backoff: new Backoff({ baseMs: options.reconnectBaseMs ?? 1_000, maxMs: options.reconnectMaxMs ?? 30_000 }),
      heartbeat: {
        intervalMs: options.pingMs ?? 30_000,
        deadAfterMs: options.deadAfterMs ?? 65_000,
        wakeAnswerMs: 5_000,
      },
      stableAfterMs: 10_000,
      connectTimeoutMs: 15_000,
      online: options.online,
      visible: options.visible,
      WebSocket: options.WebSocket,
      onState: (state) => this.#setLink(state),
      onConnected: () => this.#requestSync(),
      onEvents: (events) => this.#receive(events),
      onSignedOut: () => this.#signOut(),
    });
  }

  #receive(events: ServerEvent[]): void {
    const first = !this.#snapshot.loaded && this.#syncCursor === null;
    const added = this.#store.applyEvents(events);
    for (const entry of events) if (entry.event === "notification:sync-response") this.#continueSync(entry.data);
    this.#publish();
    const pushed = events.some((entry) => entry.event === "notification:new");
    if (pushed || !first) this.#announce(added);
    for (const entry of events) this.#events.emit(entry.event, entry.data);
  }

  #announce(added: readonly Notification[]): void {
    const unread = added.filter((item) => !item.read);
    if (unread.length > 0) this.#events.emit("arrived", unread);
  }

  #requestSync(): void {
    clearTimeout(this.#syncTimer);
    const poll = (): void => void this.#poller.now().catch(() => undefined);
    // The feed answers what a sync that gets lost would have told.
    this.#syncTimer = setTimeout(poll, 10_000);
    if (!this.#snapshot.loaded) poll();
    this.send("notification:sync-request", this.#syncCursor ? { cursor: this.#syncCursor } : {}).catch(poll);
  }

  #continueSync({ cursor, hasMore }: ServerEvents["notification:sync-response"]): void {
    clearTimeout(this.#syncTimer);
    const advanced = cursor != null && cursor !== this.#syncCursor;
    if (cursor) this.#syncCursor = cursor;
    if (hasMore && advanced) this.#requestSync();
  }

  #signOut(): void {
    this.stop();
    this.#setLink("signed-out");
  }

  #setLink(link: RealtimeState | "signed-out"): void {
    const failed = link === "down" && this.#link !== "down" && this.#run !== undefined;
    this.#link = link;
    this.#poller.setLive(link === "live");
    this.#publish();
    if (failed && this.#online.value && this.#snapshot.loaded) void this.#poller.now().catch(() => undefined);
  }

  #publish(): void {
    const state: ConnectionState =
      this.#link === "signed-out"
        ? "signed-out"
        : !this.#online.value
          ? "offline"
          : this.#link === "down"
            ? "polling"
            : this.#link;
    const next = { ...this.#snapshot, ...this.#store.view, state, hasMore: this.#feedCursor !== null };
    const keys = Object.keys(next) as (keyof NotificationSnapshot)[];
    if (keys.every((key) => next[key] === this.#snapshot[key])) return;
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }
}
