import { Api, SignedOutError, type PollIntervals } from "./api.js";
import type { Emitter } from "./emitter.js";
import { sleep } from "./environment.js";
import { Expiry } from "./expiry.js";
import { FeedReader } from "./feedReader.js";
import { Identity } from "./identity.js";
import { attentionOn } from "./interruptions.js";
import type { InboxState } from "./inboxState.js";
import { Marker } from "./marker.js";
import type { ClientSettings } from "./options.js";
import { Outbox } from "./outbox.js";
import { Poller } from "./poller.js";
import type { PreferencesState } from "./preferencesState.js";
import { readEvents, readPage, type ClientEventName, type ClientEvents, type FeedPage } from "./protocol.js";
import { openReceipts, type Receipts } from "./receipts.js";
import { Realtime, type RealtimeState } from "./realtime.js";
import { Receiver } from "./receiver.js";
import { SessionAttention } from "./sessionAttention.js";
import { ServiceWatch } from "./serviceWatch.js";
import { Sync } from "./sync.js";
import type { TabMessage } from "./tabMessages.js";
import { Tabs } from "./tabs.js";
import type { NotificationClientEvents } from "./types.js";

export interface SessionOptions {
  settings: ClientSettings;
  state: InboxState;
  preferences: PreferencesState;
  events: Emitter<NotificationClientEvents>;
  /** There is no token, a fresh one was refused too, or it has become another user's. */
  ended(): void;
}

/** How long a first connection may be on its way, in ms. */
const ConnectingMs = 5_000;

/** How long the first page may take to say whose tab it is before the server is asked in another way, in ms. */
const FirstPageMs = 1_000;

/** The longest time between two questions whether a leader lives, in ms. */
const MaxCheckMs = 30_000;

/** What lives from a start of the client to its stop: connection, polling, tabs, and changes under way. */
export class Session {
  readonly feed: FeedReader;
  readonly marker: Marker;
  readonly attention: SessionAttention;
  readonly #options: SessionOptions;
  readonly #abort = new AbortController();
  readonly #identity: Identity;
  readonly #tabs: Tabs<TabMessage>;
  readonly #poller: Poller;
  readonly #receiver: Receiver;
  readonly #sync: Sync;
  readonly #outbox: Outbox;
  readonly #expiry: Expiry;
  readonly #realtime: Realtime | undefined;
  readonly #service: ServiceWatch;
  readonly #receipts: Receipts;
  #link: RealtimeState = "connecting";

  constructor(options: SessionOptions) {
    const { settings, state, events } = (this.#options = options);
    const { signal } = this.#abort;
    const request = <T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> => this.#request(call);
    const api = new Api(settings, {
      answered: (response, sentAt) => {
        state.clock.answered(response.headers.get("Date"), sentAt);
        settings.online.answered();
      },
      unanswered: () => settings.online.unanswered(),
      owner: (user) => {
        if (!signal.aborted) this.#identity.confirm(user);
      },
      now: () => state.clock.now(),
    });
    this.#identity = new Identity({
      cookieUrl: settings.getToken ? undefined : settings.negotiateUrl,
      known: (user) => this.#join(user),
      changed: options.ended,
      doubted: () => void request((signal) => api.negotiate(signal)).catch(() => undefined),
    });
    this.#tabs = new Tabs<TabMessage>({
      visible: settings.visible,
      online: settings.online,
      checkMs: Math.min(settings.pingMs, MaxCheckMs),
      onLead: () => {
        this.#realtime?.start();
        this.#service.check();
        this.attention.preferences.follow();
      },
      onFollow: () => {
        this.#realtime?.stop();
        this.#sync.stop();
        this.#service.check();
      },
      onReturn: () => void this.#pollNow(),
      onMessage: (message) => this.#hear(message),
      greeting: () => ({
        kind: "greeting",
        link: this.#link,
        cursor: this.#sync.cursor,
        ...this.attention.known,
      }),
    });
    this.#poller = new Poller({
      poll: (signal) => this.#poll(signal),
      disconnectedMs: settings.pollDisconnectedMs,
      connectedMs: settings.pollConnectedMs,
      online: settings.online,
      visible: this.#tabs.onScreen,
      paced: (pollMs) => state.publish({ pollMs }),
    });
    this.feed = new FeedReader({ api, state, request, signal });
    this.marker = new Marker({
      api,
      state,
      request,
      signal,
      recount: () => this.feed.counts(),
      tell: (message) => this.#tabs.post(message),
      failed: (error) => events.emit("mark-failed", error),
    });
    this.attention = new SessionAttention({
      api,
      settings,
      state: options.preferences,
      request,
      signal,
      leading: () => this.#tabs.leading,
      tell: (stored) => this.#tabs.post({ kind: "preferences", stored }),
      now: () => state.clock.now(),
    });
    this.#sync = new Sync({
      send: (sync) => this.#realtime!.send("sync-request", sync),
      fallBack: () => void this.#pollNow(),
      timeoutMs: settings.timeoutMs,
    });
    this.#outbox = new Outbox((event, data) => this.#realtime!.send(event, data));
    this.#receipts = openReceipts({
      api,
      settings,
      signal,
      clock: state.clock,
      tabs: this.#tabs,
      send: (report) => (this.#link === "live" ? this.#realtime!.send("received", report) : undefined),
    });
    this.#receiver = new Receiver({
      state,
      sync: this.#sync,
      attention: this.attention,
      events,
      leading: () => this.#tabs.leading,
      poll: () => void this.#pollNow(),
      refused: (error) => (error.event === "received" ? this.#receipts : this.#outbox).refused(error),
      shown: this.#receipts.show,
      announce: (show) => this.#tabs.announce(show),
    });
    this.#expiry = new Expiry(state, () => void this.#recount().catch(() => undefined));
    this.#service = new ServiceWatch({
      online: settings.online,
      serves: () => !this.#realtime || !this.#tabs.leading || this.#link === "live",
      giveUp: () => {
        // An error of the server would be another tab's too.
        if (!this.#realtime?.refused || !settings.online.get()) this.#tabs.yield();
      },
    });
    if (settings.realtime) this.#realtime = this.#createRealtime(api);
  }

  start(): void {
    const { settings, state } = this.#options;
    const { online, visible, pollConnectedMs } = settings;
    const patience = setTimeout(() => {
      if (this.#link === "connecting" && online.get()) this.#setLink("down");
    }, ConnectingMs);
    // The device may call itself offline and be wrong: only an answer tells.
    const probe = setInterval(() => {
      if (!online.get() && this.#tabs.onScreen.get()) void this.#pollNow();
    }, pollConnectedMs);
    const stops = [
      online.subscribe(() => {
        state.publish();
        this.#service.check();
      }),
      visible.subscribe(() => this.marker.flush()),
      state.subscribe(() => {
        this.#expiry.follow();
        this.#receipts.look(state.snapshot.notifications);
      }),
      () => this.#expiry.stop(),
      () => clearTimeout(patience),
      () => clearInterval(probe),
      () => this.#service.stop(),
    ];
    for (const stop of stops) this.#abort.signal.addEventListener("abort", stop);
    this.#setLink(this.#realtime ? "connecting" : "down");
    this.#tabs.start();
    // Also where another tab is on screen: a list is wanted in every tab.
    const firstPage = this.#pollNow();
    this.#poller.start();
    void this.#identify(firstPage);
  }

  /** The clock was set: something may expire at another time. */
  retime(): void {
    this.#expiry.retime();
  }

  end(): void {
    this.#abort.abort();
    this.#realtime?.stop();
    this.#poller.stop();
    this.#tabs.stop();
    this.#identity.stop();
    this.marker.stop();
    this.attention.preferences.stop();
    this.#sync.stop();
    this.#outbox.stop();
  }

  async send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    if (!this.#realtime || this.#link !== "live") throw new Error("No live connection.");
    if (this.#tabs.leading) return this.#outbox.send(event, data);
    this.#tabs.post({ kind: "send", event, data });
  }

  async refresh(): Promise<void> {
    await this.#poller.now();
  }

  /** The server said whose session it is. */
  #join(user: string): void {
    const { shareTabs, apiUrl } = this.#options.settings;
    this.#tabs.join(user, shareTabs ? JSON.stringify([apiUrl, shareTabs, user]) : null);
  }

  /** Learns whose tab it is from the first page, or else by negotiating; then one of the user's tabs connects. */
  async #identify(firstPage: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    await Promise.race([firstPage, sleep(FirstPageMs, signal)]);
    if (!signal.aborted && this.#identity.user === undefined) this.#realtime?.start();
  }

  #createRealtime(api: Api): Realtime {
    return new Realtime({
      api,
      settings: this.#options.settings,
      admitted: () => this.#admitted(),
      onState: (link) => {
        this.#setLink(link);
        if (this.#tabs.leading) this.#tabs.post({ kind: "link", link });
      },
      onConnected: () => {
        this.#sync.start();
        this.attention.preferences.connected();
      },
      onRecovered: () => this.#sync.resume(),
      onHeard: () => this.#options.settings.online.answered(),
      onEvents: (events) => {
        this.#receiver.receive(events);
        this.#tabs.post({ kind: "events", events });
      },
      onSignedOut: this.#options.ended,
      now: () => this.#options.state.clock.now(),
    });
  }

  /** A server that does not say whose the connection is leaves each tab to itself. */
  #admitted(): boolean {
    if (this.#identity.user === undefined) this.#tabs.join("", null);
    return this.#tabs.leading;
  }

  #hear(message: TabMessage): void {
    const { state } = this.#options;
    switch (message.kind) {
      case "greeting":
        this.#sync.cursor ??= message.cursor;
        this.attention.learn(message);
        this.#setLink(message.link);
        break;
      case "link":
        this.#setLink(message.link);
        break;
      case "events":
        this.#receiver.receive(readEvents(message.events));
        break;
      case "page":
        this.#hearPage(readPage(message.page));
        break;
      case "did":
        state.applyEvents(readEvents(message.event));
        break;
      case "seen":
        state.markSeen();
        break;
      case "preferences":
        this.attention.preferences.hear(message.stored);
        break;
      case "send":
        // The other tab was told that the connection is live; should it just have been lost, nobody is left to tell.
        if (this.#tabs.leading) this.send(message.event, message.data as never).catch(() => undefined);
        break;
    }
  }

  #hearPage(page: FeedPage): void {
    this.#receiver.announce(this.#options.state.applyNewest(page), attentionOn(page));
  }

  #setLink(link: RealtimeState): void {
    // Whoever is down stays so until a connection lives: an attempt is no news.
    if (this.#link === "down" && link !== "live") link = "down";
    if (link === "live") this.#options.settings.online.answered();
    const failed = link === "down" && this.#link !== "down";
    this.#link = link;
    this.#options.state.setLink(link);
    this.#poller.setLive(link === "live");
    this.#service.check();
    // Nobody pushes any more: whoever is on screen asks at once instead of waiting for the interval.
    if (failed && this.#options.state.snapshot.state === "polling" && this.#tabs.onScreen.get()) void this.#pollNow();
  }

  #pollNow(): Promise<void> {
    return this.#poller.now().catch(() => undefined);
  }

  async #poll(signal: AbortSignal): Promise<PollIntervals> {
    const { page, added, wished } = await this.feed.newest(signal);
    this.attention.preferences.follow();
    if (!page) return wished;
    this.#receiver.announce(added, attentionOn(page));
    this.#tabs.post({ kind: "page", page });
    return wished;
  }

  /** Asks for the counts, in the tab on screen, and tells the others. */
  async #recount(): Promise<void> {
    const event = this.#tabs.onScreen.get() ? await this.feed.counts() : null;
    if (event) this.#tabs.post({ kind: "did", event });
  }

  /** Runs a request: its answer counts only as long as the session lasts, and a refused token ends that. */
  async #request<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    try {
      signal.throwIfAborted();
      const answer = await call(signal);
      signal.throwIfAborted();
      return answer;
    } catch (error) {
      if (error instanceof SignedOutError && !signal.aborted) this.#options.ended();
      throw error;
    }
  }
}
