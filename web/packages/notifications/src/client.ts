import type { PageRequest } from "./api.js";
import { ClientPreferences } from "./clientPreferences.js";
import { Emitter } from "./emitter.js";
import { InboxState } from "./inboxState.js";
import { withDefaults, type ClientSettings } from "./options.js";
import { PreferencesState } from "./preferencesState.js";
import type { NotificationPreferences } from "./preferenceTypes.js";
import type { ClientEventName, ClientEvents, FeedPage, Notification, NotificationOutcome } from "./protocol.js";
import { ServerClock } from "./serverClock.js";
import { Session } from "./session.js";
import type {
  Ids,
  NotificationClient,
  NotificationClientEvents,
  NotificationClientOptions,
  NotificationSnapshot,
} from "./types.js";

/** Makes a client; it does nothing until it is started. */
export function createNotificationClient(options: NotificationClientOptions): NotificationClient {
  return new Client(options);
}

/** What outlives a stop: the options, the listeners, and the snapshot, which a stop empties. */
class Client implements NotificationClient {
  readonly preferences: NotificationPreferences;
  readonly #settings: ClientSettings;
  readonly #state: InboxState;
  readonly #preferences = new PreferencesState();
  readonly #events = new Emitter<NotificationClientEvents>();
  #session: Session | undefined;

  constructor(options: NotificationClientOptions) {
    this.#settings = withDefaults(options);
    const keeper = () => this.#session?.attention.preferences;
    this.preferences = new ClientPreferences(this.#settings.device, this.#preferences, keeper);
    this.#state = new InboxState(this.#settings.online, new ServerClock(() => this.#session?.retime()));
  }

  start(): void {
    if (this.#session) return;
    this.#session = new Session({
      settings: this.#settings,
      state: this.#state,
      preferences: this.#preferences,
      events: this.#events,
      ended: () => this.#end("signed-out"),
    });
    this.#session.start();
  }

  stop(): void {
    this.#end("connecting");
  }

  now(): number {
    return this.#state.clock.now();
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
    await this.#started().send(event, data);
  }

  async refresh(): Promise<void> {
    await this.#session?.refresh();
  }

  async loadMore(): Promise<void> {
    await this.#session?.feed.older();
  }

  async readPage(request: PageRequest): Promise<FeedPage> {
    return this.#started().feed.page(request);
  }

  async markRead(ids: Ids): Promise<void> {
    await this.#started().marker.read([ids].flat());
  }

  async markAllRead(before?: string): Promise<void> {
    await this.#started().marker.readAll(before);
  }

  async markUnread(ids: Ids): Promise<void> {
    await this.#started().marker.unread([ids].flat());
  }

  async archive(ids: Ids): Promise<void> {
    await this.#started().marker.remove([ids].flat(), "archive");
  }

  async snooze(ids: Ids, until: Date): Promise<void> {
    await this.#started().marker.snooze([ids].flat(), until.toISOString());
  }

  async act(id: string, action: string): Promise<NotificationOutcome> {
    return this.#started().marker.act(id, action);
  }

  async archiveRead(before?: string): Promise<readonly string[]> {
    return this.#started().marker.archiveRead(before);
  }

  async remove(ids: Ids): Promise<void> {
    await this.#started().marker.remove([ids].flat(), "delete");
  }

  async restore(notifications: readonly (Notification | string)[]): Promise<void> {
    await this.#started().marker.restore(notifications);
  }

  markSeen(): void {
    this.#session?.marker.seen();
  }

  #started(): Session {
    if (!this.#session) throw new Error("The client is not started.");
    return this.#session;
  }

  /** Ends the session and forgets what it knew: the next one may be another user's. */
  #end(link: "connecting" | "signed-out"): void {
    this.#session?.end();
    this.#session = undefined;
    this.#preferences.reset();
    this.#state.reset(link);
  }
}
