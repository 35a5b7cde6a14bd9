import { Api, SignedOutError } from "./api.js";
import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { browserOnline, pageVisible } from "./environment.js";
import { InboxState } from "./inboxState.js";
import { userKey } from "./identity.js";
import { Poller } from "./poller.js";
import type { ClientEventName, ClientEvents, FeedPage, Notification, ServerEvent, ServerEvents } from "./protocol.js";
import { Realtime, type RealtimeState } from "./realtime.js";
import { Sync } from "./sync.js";
import type { TabMessage } from "./tabMessages.js";
import { canShare, Tabs } from "./tabs.js";
import type {
  NotificationClient,
  NotificationClientEvents,
  NotificationClientOptions,
  NotificationSnapshot,
} from "./types.js";

const SendThroughTabMs = 10_000;

/** Makes a client; it does nothing until it is started. */
export function createNotificationClient(options: NotificationClientOptions): NotificationClient {
  return new Client(options);
}

/** What lives from a start to the next stop. */
interface Run {
  readonly abort: AbortController;
  tabs?: Tabs<TabMessage>;
  poller?: Poller;
}

class Client implements NotificationClient {
  readonly #options: NotificationClientOptions;
  readonly #api: Api;
  readonly #state: InboxState;
  readonly #sync: Sync;
  readonly #realtime: Realtime | undefined;
  readonly #events = new Emitter<NotificationClientEvents>();
  readonly #sends = new Map<string, (error: string | null) => void>();
  #run: Run | undefined;

  constructor(options: NotificationClientOptions) {
    this.#options = options;
    this.#api = new Api(options);
    this.#state = new InboxState(options.online ?? browserOnline);
    this.#sync = new Sync({
      send: (request) => this.#realtime!.send("notification:sync-request", request),
      fallBack: () => this.#pollNow(),
      timeoutMs: options.timeoutMs ?? 15_000,
    });
    if (options.realtime !== false) this.#realtime = this.#createRealtime();
  }

  start(): void {
    if (this.#run) return;
    const run: Run = { abort: new AbortController() };
    this.#run = run;
    const stopOnline = (this.#options.online ?? browserOnline).subscribe(() => this.#state.publish());
    run.abort.signal.addEventListener("abort", stopOnline);
    this.#setLink(this.#realtime ? "connecting" : "down");
    void this.#open(run);
  }

  stop(): void {
    const run = this.#run;
    this.#run = undefined;
    run?.abort.abort();
    this.#sync.stop();
    this.#realtime?.stop();
    run?.poller?.stop();
    run?.tabs?.stop();
  }

  getSnapshot(): NotificationSnapshot {
    return this.#state.snapshot;
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  on<K extends keyof NotificationClientEvents>(
    event: K,
    handler: (payload: NotificationClientEvents[K]) => void,
  ): () => void {
    return this.#events.on(event, handler);
  }

  async send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    const tabs = this.#run?.tabs;
    if (!tabs || !this.#realtime || this.#state.link !== "live") throw new Error("No live connection.");
    if (tabs.leading) return this.#realtime.send(event, data);
    const id = `${Math.random()}`;
    const error = await new Promise<string | null>((resolve) => {
      const late = setTimeout(resolve, SendThroughTabMs, "The tab that holds the connection did not answer.");
      this.#sends.set(id, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      tabs.post({ kind: "send", id, event, data });
    });
    this.#sends.delete(id);
    if (error !== null) throw new Error(error);
  }

  async refresh(): Promise<void> {
    await this.#run?.poller?.now();
  }

  async loadMore(): Promise<void> {
    const cursor = this.#state.bottom;
    if (!cursor || this.#state.snapshot.loadingMore) return;
    this.#state.publish({ loadingMore: true });
    try {
      const page = await this.#page((signal) => this.#api.older(cursor, signal));
      if (this.#state.bottom === cursor) this.#state.applyOlder(page);
      this.#state.publish({ loadingMore: false, error: null });
    } catch (error) {
      this.#state.publish({ loadingMore: false, error: asError(error) });
      throw error;
    }
  }

  async markRead(id: string): Promise<void> {
    await this.#markRead([id], (signal) => this.#api.markRead(id, signal));
    this.#tell({ notificationIds: [id], readAt: new Date().toISOString() });
  }

  async markAllRead(): Promise<void> {
    const newest = this.#state.snapshot.notifications[0];
    await this.#markRead("all", (signal) => this.#api.markAllRead(signal));
    if (newest)
      this.#tell({ notificationIds: [], readAt: new Date().toISOString(), readBefore: newest.created_at });
  }

  markSeen(): void {
    const upTo = this.#state.snapshot.notifications[0]?.created_at ?? "";
    this.#state.markSeen(upTo);
    this.#run?.tabs?.post({ kind: "seen", upTo });
  }

  async #open(run: Run): Promise<void> {
    const key = await this.#tabKey().catch(() => null);
    if (this.#run !== run) return;
    const { online, visible = pageVisible, pollDisconnectedMs, pollConnectedMs } = this.#options;
    const tabs = (run.tabs = new Tabs<TabMessage>({
      key,
      visible,
      onLead: () => this.#realtime?.start(),
      onMessage: (message) => this.#hear(message),
    }));
    run.poller = new Poller({
      poll: (signal) => this.#poll(signal),
      disconnectedMs: pollDisconnectedMs ?? 30_000,
      connectedMs: pollConnectedMs ?? 120_000,
      online,
      visible: tabs.onScreen,
    });
    tabs.start();
    tabs.post({ kind: "hello" });
    // Also where another tab is on screen: a list is wanted in every tab.
    this.#pollNow();
    run.poller.start();
  }

  async #tabKey(): Promise<string | null> {
    const { shareTabs = true, apiUrl, getToken } = this.#options;
    if (shareTabs === false || !canShare()) return null;
    const user = typeof shareTabs === "string" ? shareTabs : await userKey(getToken);
    return user === null ? null : `${apiUrl}:${user}`;
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
      stableAfterMs: options.stableAfterMs ?? 10_000,
      connectTimeoutMs: options.timeoutMs ?? 15_000,
      online: options.online,
      visible: options.visible,
      WebSocket: options.WebSocket,
      onState: (link) => {
        this.#setLink(link);
        this.#run?.tabs?.post({ kind: "link", link });
      },
      onConnected: () => this.#sync.start(),
      onEvents: (events) => {
        this.#receive(events);
        this.#run?.tabs?.post({ kind: "events", events });
      },
      onSignedOut: () => this.#signOut(),
    });
  }

  #hear(message: TabMessage): void {
    const { tabs } = this.#run ?? {};
    const link = this.#state.link;
    switch (message.kind) {
      case "hello":
        if (tabs?.leading && link !== "signed-out") tabs.post({ kind: "welcome", link, cursor: this.#sync.cursor });
        break;
      case "welcome":
        this.#sync.cursor ??= message.cursor;
        this.#setLink(message.link);
        break;
      case "link":
        this.#setLink(message.link);
        break;
      case "events":
        this.#receive(message.events);
        break;
      case "page":
        this.#announce(this.#state.applyNewest(message.page));
        break;
      case "read":
        this.#state.applyEvents([{ event: "notification:read", data: message.read }]);
        break;
      case "seen":
        this.#state.markSeen(message.upTo);
        break;
      case "send":
        if (tabs?.leading) void this.#sendFor(message.id, message.event, message.data);
        break;
      case "sent":
        this.#sends.get(message.id)?.(message.error);
        break;
    }
  }

  async #sendFor(id: string, event: ClientEventName, data: ClientEvents[ClientEventName]): Promise<void> {
    const error = await this.send(event, data as never).then(
      () => null,
      (reason: unknown) => String(reason),
    );
    this.#run?.tabs?.post({ kind: "sent", id, error });
  }

  #receive(events: readonly ServerEvent[]): void {
    const added = this.#state.applyEvents(events);
    for (const entry of events) {
      if (entry.event === "notification:sync-response") this.#synced(entry.data, added.length);
      else if (entry.event === "error") this.#refused(entry.data);
    }
    this.#announce(added);
    for (const entry of events) this.#events.emit(entry.event, entry.data);
  }

  #synced(response: ServerEvents["notification:sync-response"], added: number): void {
    const { loaded } = this.#state.snapshot;
    // Without a cursor the answer is the newest page and nothing else: if all of it is new, more may be missing.
    const gap = this.#sync.cursor === null && loaded && added > 0 && added === response.notifications?.length;
    if (this.#run?.tabs?.leading) this.#sync.answered(response);
    else this.#sync.cursor = response.cursor ?? this.#sync.cursor;
    if (gap) this.#state.suspectGap();
    if (gap || !loaded) this.#pollNow();
  }

  #refused({ code, event }: ServerEvents["error"]): void {
    if (event === "notification:sync-request" && this.#run?.tabs?.leading) this.#sync.refused(code);
  }

  #announce(added: readonly Notification[]): void {
    const unread = added.filter((item) => !item.read).reverse();
    if (unread.length > 0) this.#run?.tabs?.announce(() => this.#events.emit("arrived", unread));
  }

  async #markRead(ids: string[] | "all", call: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { store } = this.#state;
    const pending = store.beginRead(ids, new Date());
    this.#state.publish();
    try {
      await this.#guarded(call);
      if (pending && !store.commitRead(pending)) {
        const unreadCount = await this.#guarded((signal) => this.#api.unreadCount(signal));
        store.applyPage({ unreadCount });
      }
    } catch (error) {
      if (pending) store.rollbackRead(pending);
      this.#events.emit("mark-read-failed", error);
      throw error;
    } finally {
      this.#state.publish();
    }
  }

  /** Tells the other tabs, which would otherwise learn it from the next push or poll. */
  #tell(read: ServerEvents["notification:read"]): void {
    this.#run?.tabs?.post({ kind: "read", read });
  }

  #pollNow(): void {
    void this.#run?.poller?.now().catch(() => undefined);
  }

  async #poll(signal: AbortSignal): Promise<number | undefined> {
    try {
      let pollIntervalMs: number | undefined;
      const page = await this.#page(async (run) => {
        const answer = await this.#api.newest(AbortSignal.any([run, signal]));
        pollIntervalMs = answer.pollIntervalMs;
        return answer.page;
      });
      this.#state.publish({ error: null });
      if (page) {
        this.#announce(this.#state.applyNewest(page));
        this.#run?.tabs?.post({ kind: "page", page });
      }
      return pollIntervalMs;
    } catch (error) {
      if (!signal.aborted) this.#state.publish({ error: asError(error) });
      throw error;
    }
  }

  /** Reads a page. When a newer count overtook the answer, it keeps its notifications and loses its count. */
  async #page<T extends FeedPage | null>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const version = this.#state.store.countVersion;
    const page = await this.#guarded(read);
    return page && version !== this.#state.store.countVersion ? { ...page, unreadCount: undefined } : page;
  }

  /** Runs a request of this run; a refused token ends the run. */
  async #guarded<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await call(this.#run?.abort.signal ?? AbortSignal.abort());
    } catch (error) {
      if (error instanceof SignedOutError) this.#signOut();
      throw error;
    }
  }

  #signOut(): void {
    this.stop();
    this.#setLink("signed-out");
  }

  #setLink(link: RealtimeState | "signed-out"): void {
    const failed = link === "down" && this.#state.link !== "down";
    this.#state.setLink(link);
    const { poller, tabs } = this.#run ?? {};
    poller?.setLive(link === "live");
    // Nobody pushes any more: whoever is on screen asks at once instead of waiting for the interval.
    if (failed && this.#state.snapshot.state === "polling" && tabs?.onScreen.get()) this.#pollNow();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
