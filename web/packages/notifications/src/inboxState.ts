import type { Signal } from "./environment.js";
import type { FeedPage, Notification, ServerEvent } from "./protocol.js";
import type { RealtimeState } from "./realtime.js";
import { ServerClock } from "./serverClock.js";
import { NotificationStore } from "./store.js";
import type { ConnectionState, NotificationSnapshot } from "./types.js";

const nothing: NotificationSnapshot = {
  state: "connecting",
  notifications: [],
  unreadCount: null,
  unseenCount: 0,
  unreadByType: {},
  hasMore: false,
  loadingMore: false,
  loaded: false,
  error: null,
};

/** How old a pushed notification may be to count as just arrived. */
const JustArrivedMs = 60_000;

/** Everything that a user of the client sees, as one immutable snapshot that listeners hear about. */
export class InboxState {
  readonly clock: ServerClock;
  #store: NotificationStore;
  readonly #online: Signal;
  readonly #listeners = new Set<() => void>();
  #link: RealtimeState | "signed-out" = "connecting";
  #bottom: string | null = null;
  #gap = false;
  readonly #unannounced = new Set<string>();
  #snapshot = nothing;

  constructor(online: Signal, clock = new ServerClock()) {
    this.#online = online;
    this.clock = clock;
    this.#store = new NotificationStore(clock);
  }

  get snapshot(): NotificationSnapshot {
    return this.#snapshot;
  }

  get store(): NotificationStore {
    return this.#store;
  }

  /** Cursor of the page below the list; `null` when the list is complete. */
  get bottom(): string | null {
    return this.#bottom;
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  setLink(link: RealtimeState): void {
    this.#link = link;
    this.publish();
  }

  /** Forgets everything. */
  reset(link: "connecting" | "signed-out"): void {
    this.#store = new NotificationStore(this.clock);
    this.#bottom = null;
    this.#gap = false;
    this.#unannounced.clear();
    this.#link = link;
    this.publish({ loaded: false, loadingMore: false, error: null });
  }

  /** Returns what is new, to be announced. */
  applyEvents(events: readonly ServerEvent[]): readonly Notification[] {
    const added = this.#store.applyEvents(events);
    this.publish();
    const pushed = events.flatMap(({ data }) => ("notification" in data ? data : []));
    // What arrived just before the first page may come with that page first and be pushed afterwards.
    const overtaken = pushed.filter(
      ({ notification, ...told }) =>
        this.#unannounced.delete(versionOf(notification)) &&
        Date.parse("receivedAt" in told ? told.receivedAt : told.restoredAt) - Date.parse(notification.created_at) < JustArrivedMs,
    );
    return [...this.#announceable(added, pushed.length > 0), ...overtaken.map(({ notification }) => notification)];
  }

  /** Applies the feed's first page; returns what is new, to be announced. */
  applyNewest(page: FeedPage): readonly Notification[] {
    const first = !this.#snapshot.loaded;
    const added = this.#store.applyPage(page);
    const noneKnown = page.hasMore && added.length === page.notifications.length;
    if (first || this.#gap || noneKnown) this.#endAt(page);
    this.#gap = false;
    const announceable = this.#announceable(added, false);
    this.publish({ loaded: true });
    return announceable;
  }

  /** Applies the page below the list. */
  applyOlder(page: FeedPage): void {
    this.#endAt(page);
    this.#store.applyPage(page);
    this.publish();
  }

  /** Some may be missing between the newest ones and the rest: the next first page is a new beginning. */
  suspectGap(): void {
    this.#gap = true;
  }

  /** Takes off the list what has expired, and returns it. */
  expire(): readonly Notification[] {
    const expired = this.#store.expire();
    this.publish();
    return expired;
  }

  markSeen(): boolean {
    const changed = this.#store.markSeen();
    this.publish();
    return changed;
  }

  publish(change: Partial<Pick<NotificationSnapshot, "loaded" | "loadingMore" | "error" | "pollMs">> = {}): void {
    const next: NotificationSnapshot = {
      ...this.#snapshot,
      ...this.#store.view,
      ...change,
      state: this.#state(),
      hasMore: this.#bottom !== null,
    };
    const keys = Object.keys(next) as (keyof NotificationSnapshot)[];
    if (keys.every((key) => next[key] === this.#snapshot[key])) return;
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Until the first page is there everything is unknown, and only what is pushed has just arrived. */
  #announceable(added: readonly Notification[], pushed: boolean): readonly Notification[] {
    if (this.#snapshot.loaded || pushed) return added;
    for (const item of added) this.#unannounced.add(versionOf(item));
    return [];
  }

  /** The list is complete down to the end of this page. */
  #endAt(page: FeedPage): void {
    this.#bottom = page.hasMore ? (page.cursor ?? null) : null;
    this.#store.setFloor(this.#bottom === null ? null : (page.notifications.at(-1) ?? null));
  }

  #state(): ConnectionState {
    if (this.#link === "signed-out") return "signed-out";
    if (!this.#online.get()) return "offline";
    return this.#link === "down" ? "polling" : this.#link;
  }
}

const versionOf = ({ id, restores = 0 }: Notification): string => `${restores} ${id}`;
