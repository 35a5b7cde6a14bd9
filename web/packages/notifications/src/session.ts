import { Api, SignedOutError } from "./api.js";
import type { Emitter } from "./emitter.js";
import { Expiry } from "./expiry.js";
import { FeedReader } from "./feedReader.js";
import { tabKey } from "./identity.js";
import type { InboxState } from "./inboxState.js";
import { Marker } from "./marker.js";
import type { ClientSettings } from "./options.js";
import { Poller } from "./poller.js";
import type { ClientEventName, ClientEvents } from "./protocol.js";
import { Realtime, type RealtimeState } from "./realtime.js";
import { Receiver } from "./receiver.js";
import { Sync } from "./sync.js";
import type { TabMessage } from "./tabMessages.js";
import { Tabs } from "./tabs.js";
import type { NotificationClientEvents } from "./types.js";

export interface SessionOptions {
  settings: ClientSettings;
  state: InboxState;
  events: Emitter<NotificationClientEvents>;
  /** There is no token, or a fresh one was refused too. */
  signedOut(): void;
}

/** What lives from a start of the client to its stop: connection, polling, tabs, and changes under way. */
export class Session {
  readonly feed: FeedReader;
  readonly marker: Marker;
  readonly #options: SessionOptions;
  readonly #abort = new AbortController();
  readonly #receiver: Receiver;
  readonly #sync: Sync;
  readonly #realtime: Realtime | undefined;
  #tabs: Tabs<TabMessage> | undefined;
  #poller: Poller | undefined;
  #link: RealtimeState = "connecting";

  constructor(options: SessionOptions) {
    const { settings, state, events } = (this.#options = options);
    const { signal } = this.#abort;
    const api = new Api(settings);
    const request = <T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> => this.#request(call);
    this.feed = new FeedReader({ api, state, request, signal });
    this.marker = new Marker({
      api,
      state,
      request,
      signal,
      recount: () => this.feed.counts(),
      tell: (message) => this.#tabs?.post(message),
      failed: (error) => events.emit("mark-failed", error),
    });
    this.#sync = new Sync({
      send: (sync) => this.#realtime!.send("notification:sync-request", sync),
      fallBack: () => this.#pollNow(),
      timeoutMs: settings.timeoutMs,
    });
    this.#receiver = new Receiver({
      state,
      sync: this.#sync,
      events,
      leading: () => this.#tabs?.leading ?? false,
      poll: () => this.#pollNow(),
      announce: (show) => this.#tabs?.announce(show),
    });
    if (settings.realtime) this.#realtime = this.#createRealtime(api);
  }

  start(): void {
    const { settings, state } = this.#options;
    const expiry = new Expiry(state, () => void this.#recount().catch(() => undefined));
    const stops = [
      settings.online.subscribe(() => state.publish()),
      settings.visible.subscribe(() => this.marker.flush()),
      state.subscribe(() => expiry.follow()),
      () => expiry.stop(),
    ];
    for (const stop of stops) this.#abort.signal.addEventListener("abort", stop);
    this.#setLink(this.#realtime ? "connecting" : "down");
    void this.#open();
  }

  end(): void {
    this.#abort.abort();
    this.#realtime?.stop();
    this.#poller?.stop();
    this.#tabs?.stop();
    this.marker.stop();
    this.#sync.stop();
  }

  async send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    if (!this.#tabs || !this.#realtime || this.#link !== "live") throw new Error("No live connection.");
    if (this.#tabs.leading) return this.#realtime.send(event, data);
    this.#tabs.post({ kind: "send", event, data });
  }

  async refresh(): Promise<void> {
    await this.#poller?.now();
  }

  async #open(): Promise<void> {
    const { settings } = this.#options;
    const key = await tabKey(settings).catch(() => null);
    if (this.#abort.signal.aborted) return;
    this.#tabs = new Tabs<TabMessage>({
      key,
      visible: settings.visible,
      onLead: () => this.#realtime?.start(),
      onFollow: () => {
        this.#realtime?.stop();
        this.#sync.stop();
      },
      onMessage: (message) => this.#hear(message),
      greeting: () => ({ kind: "greeting", link: this.#link, cursor: this.#sync.cursor }),
    });
    this.#poller = new Poller({
      poll: (signal) => this.#poll(signal),
      disconnectedMs: settings.pollDisconnectedMs,
      connectedMs: settings.pollConnectedMs,
      online: settings.online,
      visible: this.#tabs.onScreen,
    });
    this.#tabs.start();
    // Also where another tab is on screen: a list is wanted in every tab.
    this.#pollNow();
    this.#poller.start();
  }

  #createRealtime(api: Api): Realtime {
    return new Realtime({
      api,
      settings: this.#options.settings,
      onState: (link) => {
        this.#setLink(link);
        this.#tabs?.post({ kind: "link", link });
      },
      onConnected: () => this.#sync.start(),
      onRecovered: () => this.#sync.resume(),
      onEvents: (events) => {
        this.#receiver.receive(events);
        this.#tabs?.post({ kind: "events", events });
      },
      onSignedOut: () => this.#options.signedOut(),
    });
  }

  #hear(message: TabMessage): void {
    const { state } = this.#options;
    switch (message.kind) {
      case "greeting":
        this.#sync.cursor ??= message.cursor;
        this.#setLink(message.link);
        break;
      case "link":
        this.#setLink(message.link);
        break;
      case "events":
        this.#receiver.receive(message.events);
        break;
      case "page":
        this.#receiver.announce(state.applyNewest(message.page));
        break;
      case "did":
        state.applyEvents([message.event]);
        break;
      case "seen":
        state.markSeen();
        break;
      case "send":
        // The other tab was told that the connection is live; should it just have been lost, nobody is left to tell.
        if (this.#tabs?.leading) this.send(message.event, message.data as never).catch(() => undefined);
        break;
    }
  }

  #setLink(link: RealtimeState): void {
    const failed = link === "down" && this.#link !== "down";
    this.#link = link;
    this.#options.state.setLink(link);
    this.#poller?.setLive(link === "live");
    // Nobody pushes any more: whoever is on screen asks at once instead of waiting for the interval.
    if (failed && this.#options.state.snapshot.state === "polling" && this.#tabs?.onScreen.get()) this.#pollNow();
  }

  #pollNow(): void {
    void this.#poller?.now().catch(() => undefined);
  }

  async #poll(signal: AbortSignal): Promise<number | undefined> {
    const { page, added, pollIntervalMs } = await this.feed.newest(signal);
    this.#receiver.announce(added);
    if (page) this.#tabs?.post({ kind: "page", page });
    return pollIntervalMs;
  }

  /** Asks for the counts, in the tab on screen, and tells the others. */
  async #recount(): Promise<void> {
    const event = this.#tabs?.onScreen.get() ? await this.feed.counts() : null;
    if (event) this.#tabs?.post({ kind: "did", event });
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
      if (error instanceof SignedOutError && !signal.aborted) this.#options.signedOut();
      throw error;
    }
  }
}
