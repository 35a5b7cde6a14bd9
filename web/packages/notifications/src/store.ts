import type { Notification, ServerEvent } from "./protocol.js";

/** A page of notifications from the feed or from a sync. Members that are absent leave the store as it is. */
export interface StorePage {
  notifications?: readonly Notification[];
  unreadCount?: number;
  readBefore?: string | null;
}

/** A mark-read that the user already sees and the server has not confirmed. */
export interface PendingRead {
  /** What the items were, to be put back on a failure. */
  readonly originals: Map<string, Notification>;
  /** Unread notifications beyond the loaded list that a mark-all-read covers. */
  beyondList: number;
  /** The store's count version when it began. */
  readonly countVersion: number;
}

export interface StoreView {
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** `null` until the server told it. */
  readonly unreadCount: number | null;
}

const at = (timestamp: string): number => Date.parse(timestamp);

const newestFirst = (a: Notification, b: Notification): number =>
  at(b.created_at) - at(a.created_at) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/**
 * The one list and the one unread count. Everything is idempotent by notification id, so the same notification may
 * arrive by push, sync and poll. Being read is final: a late answer never turns a read notification unread.
 */
export class NotificationStore {
  readonly #byId = new Map<string, Notification>();
  readonly #pending = new Set<PendingRead>();
  #serverCount: number | null = null;
  #countVersion = 0;
  #readBefore = Number.NEGATIVE_INFINITY;
  #view: StoreView = { notifications: [], unreadCount: null };

  get view(): StoreView {
    return this.#view;
  }

  /** Changes each time the server tells the unread count. */
  get countVersion(): number {
    return this.#countVersion;
  }

  /** Applies the events of one message as one change; returns the notifications not seen before. */
  applyEvents(events: readonly ServerEvent[]): Notification[] {
    const added: Notification[] = [];
    let count: number | undefined;
    for (const entry of events) {
      switch (entry.event) {
        case "notification:new":
          this.#upsert(entry.data.notification, added);
          break;
        case "notification:read":
          this.#confirmRead(entry.data.notificationIds, entry.data.readAt);
          this.#raiseReadBefore(entry.data.readBefore);
          break;
        case "notification:sync-response":
          for (const item of entry.data.notifications ?? []) this.#upsert(item, added);
          this.#raiseReadBefore(entry.data.readBefore);
          count = entry.data.unreadCount ?? count;
          break;
        case "notification:unread-count":
          count = entry.data.count;
          break;
      }
    }
    this.#finish(count);
    return added;
  }

  /**
   * Applies a page. `countVersion` is the store's when the page was asked for: an answer that was overtaken by a newer
   * count keeps its notifications and loses its count.
   */
  applyPage(page: StorePage, countVersion = this.#countVersion): Notification[] {
    const added: Notification[] = [];
    for (const item of page.notifications ?? []) this.#upsert(item, added);
    this.#raiseReadBefore(page.readBefore);
    this.#finish(countVersion === this.#countVersion ? page.unreadCount : undefined);
    return added;
  }

  /** Shows notifications as read before the server confirms it. `null` when nothing would change. */
  beginRead(ids: readonly string[] | "all", now: Date): PendingRead | null {
    const originals = new Map<string, Notification>();
    const unread = this.#view.unreadCount ?? 0;
    for (const id of ids === "all" ? this.#byId.keys() : ids) {
      const item = this.#byId.get(id);
      if (item && !item.read) originals.set(id, item);
    }
    const beyondList = ids === "all" ? Math.max(0, unread - originals.size) : 0;
    if (originals.size === 0 && beyondList === 0) return null;

    const readAt = now.toISOString();
    for (const [id, item] of originals) this.#byId.set(id, { ...item, read: true, read_at: readAt });
    const pending: PendingRead = { originals, beyondList, countVersion: this.#countVersion };
    this.#pending.add(pending);
    this.#publish();
    return pending;
  }

  /** The server confirmed it. Returns false when a count came in between, so that the count must be asked again. */
  commitRead(pending: PendingRead): boolean {
    if (!this.#pending.delete(pending)) return true;
    const outstanding = pending.originals.size + pending.beyondList;
    const settled = pending.countVersion === this.#countVersion;
    if (settled && this.#serverCount !== null) this.#serverCount = Math.max(0, this.#serverCount - outstanding);
    this.#publish();
    return settled || outstanding === 0;
  }

  /** The server refused it: what it has not confirmed in the meantime becomes unread again. */
  rollbackRead(pending: PendingRead): void {
    if (!this.#pending.delete(pending)) return;
    for (const [id, item] of pending.originals) this.#byId.set(id, item);
    this.#publish();
  }

  clear(): void {
    this.#byId.clear();
    this.#pending.clear();
    this.#serverCount = null;
    this.#countVersion++;
    this.#readBefore = Number.NEGATIVE_INFINITY;
    this.#publish();
  }

  #upsert(incoming: Notification, added: Notification[]): void {
    const known = this.#byId.get(incoming.id);
    let item = incoming;
    if (!item.read && at(item.created_at) <= this.#readBefore) item = { ...item, read: true };
    if (item.read) this.#settle(item.id);
    if (known?.read && !item.read) item = { ...item, read: true, read_at: known.read_at ?? null };
    if (!known) added.push(item);
    if (!known || !sameContent(known, item)) this.#byId.set(item.id, item);
  }

  #confirmRead(ids: readonly string[], readAt: string): void {
    for (const id of ids) {
      const pending = this.#settle(id);
      const item = this.#byId.get(id);
      const wasUnread = pending || (item !== undefined && !item.read);
      if (wasUnread && this.#serverCount !== null) this.#serverCount = Math.max(0, this.#serverCount - 1);
      if (item && !item.read) this.#byId.set(id, { ...item, read: true, read_at: readAt });
    }
  }

  #raiseReadBefore(readBefore: string | null | undefined): void {
    if (!readBefore || !(at(readBefore) > this.#readBefore)) return;
    this.#readBefore = at(readBefore);
    for (const item of this.#byId.values()) {
      if (at(item.created_at) > this.#readBefore) continue;
      this.#settle(item.id);
      if (!item.read) this.#byId.set(item.id, { ...item, read: true, read_at: readBefore });
    }
    for (const pending of this.#pending) pending.beyondList = 0;
  }

  /** The server says that it is read: nothing is left to roll back. */
  #settle(id: string): boolean {
    let settled = false;
    for (const pending of this.#pending) settled = pending.originals.delete(id) || settled;
    return settled;
  }

  #finish(count: number | undefined): void {
    if (count !== undefined) {
      this.#serverCount = count;
      this.#countVersion++;
    }
    this.#publish();
  }

  #publish(): void {
    let outstanding = 0;
    for (const pending of this.#pending) outstanding += pending.originals.size + pending.beyondList;
    this.#view = {
      notifications: [...this.#byId.values()].sort(newestFirst),
      unreadCount: this.#serverCount === null ? null : Math.max(0, this.#serverCount - outstanding),
    };
  }
}

function sameContent(a: Notification, b: Notification): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Notification>;
  for (const key of keys) if ((a[key] ?? null) !== (b[key] ?? null)) return false;
  return true;
}
