import { Api, SignedOutError } from "./api.js";
import { Emitter } from "./emitter.js";
import { FeedReader } from "./feedReader.js";
import { userKey } from "./identity.js";
import { InboxState } from "./inboxState.js";
import { Marker } from "./marker.js";
import { withDefaults, type ClientSettings } from "./options.js";
import { Poller } from "./poller.js";
import type { ClientEventName, ClientEvents, Notification, ServerEvent, ServerEvents } from "./protocol.js";
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
  readonly #settings: ClientSettings;
  readonly #api: Api;
  readonly #state: InboxState;
  readonly #feed: FeedReader;
  readonly #marker: Marker;
  readonly #sync: Sync;
  readonly #realtime: Realtime | undefined;
  readonly #events = new Emitter<NotificationClientEvents>();
  #run: Run | undefined;
  #link: RealtimeState = "connecting";

  constructor(options: NotificationClientOptions) {
    const settings = (this.#settings = withDefaults(options));
    this.#api = new Api(settings);
    this.#state = new InboxState(settings.online);
    this.#feed = new FeedReader(this.#api, this.#state, (call) => this.#request(call));
    this.#marker = new Marker({
      api: this.#api,
      state: this.#state,
      request: (call) => this.#request(call),
      tell: (message) => this.#run?.tabs?.post(message),
      failed: (error) => this.#events.emit("mark-failed", error),
    });
    this.#sync = new Sync({
      send: (request) => this.#realtime!.send("notification:sync-request", request),
      fallBack: () => this.#pollNow(),
      timeoutMs: settings.timeoutMs,
    });
    if (settings.realtime) this.#realtime = this.#createRealtime();
  }

  start(): void {
    if (this.#run) return;
    const run: Run = { abort: new AbortController() };
    this.#run = run;
    const stopOnline = this.#settings.online.subscribe(() => this.#state.publish());
    run.abort.signal.addEventListener("abort", stopOnline);
    this.#setLink(this.#realtime ? "connecting" : "down");
    void this.#open(run);
  }

  stop(): void {
    this.#end("connecting");
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
    if (!tabs || !this.#realtime || this.#link !== "live") throw new Error("No live connection.");
    if (tabs.leading) return this.#realtime.send(event, data);
    tabs.post({ kind: "send", event, data });
  }

  async refresh(): Promise<void> {
    await this.#run?.poller?.now();
  }

  loadMore(): Promise<void> {
    return this.#feed.older();
  }

  markRead(id: string): Promise<void> {
    return this.#marker.read(id);
  }

  markAllRead(): Promise<void> {
    return this.#marker.readAll();
  }

  archive(id: string): Promise<void> {
    return this.#marker.archive(id);
  }

  remove(id: string): Promise<void> {
    return this.#marker.remove(id);
  }

  markSeen(): void {
    this.#marker.seen();
  }

  async #open(run: Run): Promise<void> {
    const key = await this.#tabKey().catch(() => null);
    if (this.#run !== run) return;
    const { online, visible, pollDisconnectedMs, pollConnectedMs } = this.#settings;
    const tabs = (run.tabs = new Tabs<TabMessage>({
      key,
      visible,
      onLead: () => this.#realtime?.start(),
      onFollow: () => {
        this.#realtime?.stop();
        this.#sync.stop();
      },
      onMessage: (message) => this.#hear(message),
      greeting: () => ({ kind: "greeting", link: this.#link, cursor: this.#sync.cursor }),
    }));
    run.poller = new Poller({
      poll: (signal) => this.#poll(signal),
      disconnectedMs: pollDisconnectedMs,
      connectedMs: pollConnectedMs,
      online,
      visible: tabs.onScreen,
    });
    tabs.start();
    // Also where another tab is on screen: a list is wanted in every tab.
    this.#pollNow();
    run.poller.start();
  }

  async #tabKey(): Promise<string | null> {
    const { shareTabs, apiUrl, getToken } = this.#settings;
    if (!shareTabs || !canShare()) return null;
    const user = typeof shareTabs === "string" ? shareTabs : await userKey(getToken);
    return user === null ? null : `${apiUrl}:${user}`;
  }

  #createRealtime(): Realtime {
    return new Realtime({
      api: this.#api,
      settings: this.#settings,
      onState: (link) => {
        this.#setLink(link);
        this.#run?.tabs?.post({ kind: "link", link });
      },
      onConnected: () => this.#sync.start(),
      onRecovered: () => this.#sync.resume(),
      onEvents: (events) => {
        this.#receive(events);
        this.#run?.tabs?.post({ kind: "events", events });
      },
      onSignedOut: () => this.#end("signed-out"),
    });
  }

  #hear(message: TabMessage): void {
    const { tabs } = this.#run ?? {};
    switch (message.kind) {
      case "greeting":
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
      case "did":
        this.#state.applyEvents([message.event]);
        break;
      case "seen":
        this.#state.markSeen();
        break;
      case "send":
        // The other tab was told that the connection is live; should it just have been lost, nobody is left to tell.
        if (tabs?.leading) this.send(message.event, message.data as never).catch(() => undefined);
        break;
    }
  }

  #receive(events: readonly ServerEvent[]): void {
    const added = this.#state.applyEvents(events);
    const leading = this.#run?.tabs?.leading;
    for (const { event, data } of events) {
      if (event === "notification:sync-response") this.#synced(data, added.length);
      else if (event === "notification:unread-count" && data.hasMore && leading) this.#sync.start();
      else if (event === "error" && data.event === "notification:sync-request" && leading)
        this.#sync.refused(data.code);
    }
    if (this.#state.store.countDoubtful && leading) {
      this.#api.forget();
      this.#pollNow();
    }
    this.#announce(added);
    for (const entry of events) this.#events.emit(entry.event, entry.data);
  }

  #synced(response: ServerEvents["notification:sync-response"], added: number): void {
    const { loaded } = this.#state.snapshot;
    // Without a cursor the answer is the newest page and nothing else: more may be missing than it brought.
    const gap = this.#sync.cursor === null && loaded && added > 0;
    if (this.#run?.tabs?.leading) this.#sync.answered(response);
    else this.#sync.cursor = response.cursor ?? this.#sync.cursor;
    if (gap) this.#state.suspectGap();
    if (gap || !loaded) this.#pollNow();
  }

  #announce(added: readonly Notification[]): void {
    const unread = added.filter((item) => !item.read).reverse();
    if (unread.length > 0) this.#run?.tabs?.announce(() => this.#events.emit("arrived", unread));
  }

  #pollNow(): void {
    void this.#run?.poller?.now().catch(() => undefined);
  }

  async #poll(signal: AbortSignal): Promise<number | undefined> {
    const { page, added, pollIntervalMs } = await this.#feed.newest(signal);
    this.#announce(added);
    if (page) this.#run?.tabs?.post({ kind: "page", page });
    return pollIntervalMs;
  }

  /** Runs a request of this run: its answer counts only as long as the run lasts, and a refused token ends it. */
  async #request<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const run = this.#run;
    if (!run) throw new Error("The client is not started.");
    try {
      const answer = await call(run.abort.signal);
      run.abort.signal.throwIfAborted();
      return answer;
    } catch (error) {
      if (error instanceof SignedOutError && this.#run === run) this.#end("signed-out");
      throw error;
    }
  }

  /** Ends the run and forgets what it knew: the next one may be another user's. */
  #end(link: "connecting" | "signed-out"): void {
    const run = this.#run;
    this.#run = undefined;
    run?.abort.abort();
    this.#realtime?.stop();
    run?.poller?.stop();
    run?.tabs?.stop();
    this.#marker.stop();
    this.#sync.stop();
    this.#sync.cursor = null;
    this.#api.forget();
    this.#state.reset(link);
  }

  #setLink(link: RealtimeState): void {
    const failed = link === "down" && this.#link !== "down";
    this.#link = link;
    this.#state.setLink(link);
    const { poller, tabs } = this.#run ?? {};
    poller?.setLive(link === "live");
    // Nobody pushes any more: whoever is on screen asks at once instead of waiting for the interval.
    if (failed && this.#state.snapshot.state === "polling" && tabs?.onScreen.get()) this.#pollNow();
  }
}
