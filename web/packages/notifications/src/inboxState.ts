import type { Signal } from "./environment.js";
import type { FeedPage, Notification, ServerEvent } from "./protocol.js";
import type { RealtimeState } from "./realtime.js";
import { NotificationStore } from "./store.js";
import type { ConnectionState, NotificationSnapshot } from "./types.js";

/** Everything that a user of the client sees, as one immutable snapshot that listeners hear about. */
export class InboxState {
  readonly store = new NotificationStore();
  readonly #online: Signal;
  readonly #listeners = new Set<() => void>();
  #link: RealtimeState | "signed-out" = "connecting";
  #bottom: string | null = null;
  #seenUpTo = "";
  #gap = false;
  #snapshot: NotificationSnapshot = {
    state: "connecting",
    notifications: [],
    unreadCount: null,
    unseenCount: 0,
    hasMore: false,
    loadingMore: false,
    loaded: false,
    error: null,
  };

  constructor(online: Signal) {
    this.#online = online;
  }

  get snapshot(): NotificationSnapshot {
    return this.#snapshot;
  }

  get link(): RealtimeState | "signed-out" {
    return this.#link;
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

  setLink(link: RealtimeState | "signed-out"): void {
    this.#link = link;
    this.publish();
  }

  /** Returns what is new, to be announced. */
  applyEvents(events: readonly ServerEvent[]): readonly Notification[] {
    const { loaded } = this.#snapshot;
    const added = this.store.applyEvents(events);
    this.publish();
    // Before the first page everything is unknown, and only what was pushed has just arrived.
    return loaded || events.some((entry) => entry.event === "notification:new") ? added : [];
  }

  /** Applies the feed's first page; returns what is new, to be announced. */
  applyNewest(page: FeedPage): readonly Notification[] {
    const first = !this.#snapshot.loaded;
    const added = this.store.applyPage(page);
    const noneKnown = page.hasMore && added.length === page.notifications.length;
    if (first || this.#gap || noneKnown) this.#endAt(page);
    this.#gap = false;
    this.publish({ loaded: true });
    return first ? [] : added;
  }

  /** Applies the page below the list. */
  applyOlder(page: FeedPage): void {
    this.#endAt(page);
    this.store.applyPage(page);
    this.publish();
  }

  /** Some may be missing between the newest ones and the rest: the next first page is a new beginning. */
  suspectGap(): void {
    this.#gap = true;
  }

  markSeen(upTo: string): void {
    if (upTo <= this.#seenUpTo) return;
    this.#seenUpTo = upTo;
    this.publish();
  }

  publish(change: Partial<Pick<NotificationSnapshot, "loaded" | "loadingMore" | "error">> = {}): void {
    const { notifications, unreadCount } = this.store.view;
    const next: NotificationSnapshot = {
      ...this.#snapshot,
      ...change,
      state: this.#state(),
      notifications,
      unreadCount,
      unseenCount: this.#countUnseen(),
      hasMore: this.#bottom !== null,
    };
    const keys = Object.keys(next) as (keyof NotificationSnapshot)[];
    if (keys.every((key) => next[key] === this.#snapshot[key])) return;
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** The list is complete down to the end of this page. */
  #endAt(page: FeedPage): void {
    this.#bottom = page.hasMore ? (page.cursor ?? null) : null;
    this.store.setFloor(this.#bottom === null ? null : (page.notifications.at(-1) ?? null));
  }

  #state(): ConnectionState {
    if (this.#link === "signed-out") return "signed-out";
    if (!this.#online.get()) return "offline";
    return this.#link === "down" ? "polling" : this.#link;
  }

  #countUnseen(): number {
    const { notifications, unreadCount } = this.store.view;
    if (this.#seenUpTo === "") return unreadCount ?? 0;
    let unseen = 0;
    for (const item of notifications) {
      if (item.created_at <= this.#seenUpTo) return unseen;
      if (!item.read) unseen++;
    }
    return this.#bottom === null ? unseen : (unreadCount ?? unseen);
  }
}
