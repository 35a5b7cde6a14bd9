import type { Notification, ServerEvent } from "./protocol.js";

/** A page of notifications from the feed or from a sync. Members that are absent leave the store as it is. */
export interface StorePage {
  notifications?: readonly Notification[];
  unreadCount?: number | undefined;
  readBefore?: string | null | undefined;
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
  /** Newest first, without gaps down to its end. The same array until one of them changes. */
  readonly notifications: readonly Notification[];
  /** `null` until the server told it. */
  readonly unreadCount: number | null;
}

/** Where a notification stands in the list. Timestamps have one fixed format, so they compare as text. */
export type Place = Pick<Notification, "created_at" | "id">;

const newestFirst = (a: Place, b: Place): number =>
  a.created_at === b.created_at ? (a.id < b.id ? 1 : a.id > b.id ? -1 : 0) : a.created_at < b.created_at ? 1 : -1;

/**
 * The one list and the one unread count. Everything is idempotent by notification id, so the same notification may
 * arrive by push, sync and poll. Being read is final: a late answer never turns a read notification unread.
 */
export class NotificationStore {
  readonly #byId = new Map<string, Notification>();
  readonly #pending = new Set<PendingRead>();
  /** The list that the next change works on; null as long as the published one is current. */
  #draft: Notification[] | null = null;
  /** Older ones than this have not been loaded yet, and are left out so that the list has no gaps. */
  #floor: Place | null = null;
  #serverCount: number | null = null;
  #countVersion = 0;
  #readBefore = "";
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

  /** Applies a page of the list as one change; returns the notifications not seen before. */
  applyPage(page: StorePage): Notification[] {
    const added: Notification[] = [];
    for (const item of page.notifications ?? []) this.#upsert(item, added);
    this.#raiseReadBefore(page.readBefore);
    this.#finish(page.unreadCount);
    return added;
  }

  /** Says how far down the list is complete; `null` when nothing older exists. What lies below is dropped. */
  setFloor(floor: Place | null): void {
    this.#floor = floor;
    if (floor) {
      const list = this.#change();
      for (const item of list.splice(this.#position(list, floor) + 1)) this.#byId.delete(item.id);
    }
    this.#publish();
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

    const read_at = now.toISOString();
    for (const item of originals.values()) this.#put({ ...item, read: true, read_at });
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
    for (const item of pending.originals.values()) if (this.#byId.has(item.id)) this.#put(item);
    this.#publish();
  }

  #upsert(incoming: Notification, added: Notification[]): void {
    const known = this.#byId.get(incoming.id);
    if (!known && this.#floor && newestFirst(incoming, this.#floor) > 0) return;
    let item = incoming;
    if (!item.read && item.created_at <= this.#readBefore) item = { ...item, read: true };
    if (item.read) this.#settle(item.id);
    if (known?.read && !item.read) item = { ...item, read: true, read_at: known.read_at ?? null };
    if (!known) added.push(item);
    if (!known || !sameContent(known, item)) this.#put(item);
  }

  #confirmRead(ids: readonly string[], readAt: string): void {
    for (const id of ids) {
      const pending = this.#settle(id);
      const item = this.#byId.get(id);
      const wasUnread = pending || (item !== undefined && !item.read);
      if (wasUnread && this.#serverCount !== null) this.#serverCount = Math.max(0, this.#serverCount - 1);
      if (item && !item.read) this.#put({ ...item, read: true, read_at: readAt });
    }
  }

  #raiseReadBefore(readBefore: string | null | undefined): void {
    if (!readBefore || readBefore <= this.#readBefore) return;
    this.#readBefore = readBefore;
    for (const item of this.#byId.values()) {
      if (item.created_at > readBefore) continue;
      this.#settle(item.id);
      if (!item.read) this.#put({ ...item, read: true, read_at: readBefore });
    }
    for (const pending of this.#pending) pending.beyondList = 0;
  }

  /** The server says that it is read: nothing is left to roll back. */
  #settle(id: string): boolean {
    let settled = false;
    for (const pending of this.#pending) settled = pending.originals.delete(id) || settled;
    return settled;
  }

  #put(item: Notification): void {
    const list = this.#change();
    const known = this.#byId.get(item.id);
    if (known && known.created_at !== item.created_at) list.splice(this.#position(list, known), 1);
    const at = this.#position(list, item);
    list.splice(at, list[at]?.id === item.id ? 1 : 0, item);
    this.#byId.set(item.id, item);
  }

  /** Index of the first entry that does not stand before the place. */
  #position(list: readonly Notification[], place: Place): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (newestFirst(list[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #change(): Notification[] {
    return (this.#draft ??= [...this.#view.notifications]);
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
      notifications: this.#draft ?? this.#view.notifications,
      unreadCount: this.#serverCount === null ? null : Math.max(0, this.#serverCount - outstanding),
    };
    this.#draft = null;
  }
}

function sameContent(a: Notification, b: Notification): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Notification>;
  for (const key of keys) if ((a[key] ?? null) !== (b[key] ?? null)) return false;
  return true;
}
