import { OrderedList, type Place } from "./orderedList.js";
import type { Notification, ServerEvent } from "./protocol.js";

/** What a page or a count says. Members that are absent leave the store as it is. */
export interface StorePage {
  notifications?: readonly Notification[];
  unreadCount?: number | undefined;
  unseenCount?: number | undefined;
  readBefore?: string | null | undefined;
}

/** A change that the user already sees and the server has not confirmed. */
export interface PendingMark {
  readonly kind: "read" | "remove";
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
  /** How many of those arrived since the user last looked at the list, on any device. */
  readonly unseenCount: number;
}

/** How far two server clocks, and a count and the moment that it is told for, may lie apart. */
const DoubtMs = 2_000;

/**
 * The one list and its exact counts. Everything is idempotent by notification id, so the same notification may arrive by
 * push, sync and poll. Being read and being removed are final: a late answer takes neither back.
 */
export class NotificationStore {
  readonly #list = new OrderedList();
  readonly #removed = new Set<string>();
  readonly #pending = new Set<PendingMark>();
  #unread: number | null = null;
  #unseen = 0;
  #countVersion = 0;
  #countedAt = "";
  #countDoubtful = false;
  #readBefore = "";
  #view: StoreView = { notifications: [], unreadCount: null, unseenCount: 0 };

  get view(): StoreView {
    return this.#view;
  }

  /** Changes each time the server tells the counts. */
  get countVersion(): number {
    return this.#countVersion;
  }

  /** Whether the count may be off by what was pushed just now, so that it must be asked for. */
  get countDoubtful(): boolean {
    return this.#countDoubtful;
  }

  /** Applies the events of one message as one change; returns the notifications not seen before. */
  applyEvents(events: readonly ServerEvent[]): Notification[] {
    const added: Notification[] = [];
    let counts: StorePage = {};
    const pushed: Notification[] = [];
    for (const { event, data } of events) {
      switch (event) {
        case "notification:new":
          this.#upsert(data.notification, pushed);
          break;
        case "notification:read":
          for (const id of data.notificationIds) this.#confirmRead(id, data.readAt);
          this.#raiseReadBefore(data.readBefore);
          break;
        case "notification:removed":
          for (const id of data.notificationIds) this.#remove(id);
          break;
        case "notification:sync-response":
          for (const item of data.notifications ?? []) this.#upsert(item, added);
          this.#raiseReadBefore(data.readBefore);
          counts = data;
          break;
        case "notification:unread-count":
          counts = { unreadCount: data.count, unseenCount: data.unseen };
          this.#countedAt = data.updatedAt;
          break;
      }
    }
    if (counts.unreadCount === undefined) this.#countPushed(pushed);
    this.#finish(counts);
    return [...added, ...pushed];
  }

  /** Applies a page of the list as one change; returns the notifications not seen before. */
  applyPage(page: StorePage): Notification[] {
    const added: Notification[] = [];
    for (const item of page.notifications ?? []) this.#upsert(item, added);
    this.#raiseReadBefore(page.readBefore);
    this.#finish(page);
    return added;
  }

  /** Says how far down the list is complete; `null` when nothing older exists. What lies below is dropped. */
  setFloor(floor: Place | null): void {
    this.#list.setFloor(floor);
    this.#publish();
  }

  /** The user looked at the list. Returns false when there was nothing new in it. */
  markSeen(): boolean {
    if (this.#view.unseenCount === 0) return false;
    this.#unseen = 0;
    this.#publish();
    return true;
  }

  /** Shows notifications as read before the server confirms it. `null` when nothing would change. */
  beginRead(ids: readonly string[] | "all", now: Date): PendingMark | null {
    const wanted = ids === "all" ? this.#list.values().map((item) => item.id) : ids;
    const unread = wanted.filter((id) => this.#list.get(id)?.read === false);
    const beyondList = ids === "all" ? Math.max(0, (this.#view.unreadCount ?? 0) - unread.length) : 0;
    if (unread.length === 0 && beyondList === 0) return null;
    const pending = this.#begin("read", unread, beyondList);
    for (const item of pending.originals.values()) this.#list.put({ ...item, read: true, read_at: now.toISOString() });
    this.#publish();
    return pending;
  }

  /** Takes a notification off the list before the server confirms it. `null` when it is not in there. */
  beginRemove(id: string): PendingMark | null {
    if (!this.#list.get(id)) return null;
    const pending = this.#begin("remove", [id], 0);
    this.#drop(id);
    this.#publish();
    return pending;
  }

  /** The server confirmed it. Returns false when a count came in between, so that the counts must be asked again. */
  commit(pending: PendingMark): boolean {
    if (!this.#pending.delete(pending)) return true;
    const outstanding = outstandingOf(pending);
    const settled = pending.countVersion === this.#countVersion;
    if (settled) this.#count(-outstanding);
    this.#publish();
    return settled || outstanding === 0;
  }

  /** The server refused it: what it has not confirmed in the meantime is as it was before. */
  rollback(pending: PendingMark): void {
    if (!this.#pending.delete(pending)) return;
    for (const item of pending.originals.values()) {
      if (pending.kind === "remove") this.#removed.delete(item.id);
      if (pending.kind === "remove" || this.#list.get(item.id)) this.#list.put(item);
    }
    this.#publish();
  }

  #begin(kind: PendingMark["kind"], ids: readonly string[], beyondList: number): PendingMark {
    const originals = new Map(ids.map((id) => [id, this.#list.get(id)!]));
    const pending = { kind, originals, beyondList, countVersion: this.#countVersion };
    this.#pending.add(pending);
    return pending;
  }

  #upsert(incoming: Notification, added: Notification[]): void {
    const { id } = incoming;
    if (incoming.removed) this.#remove(id);
    const known = this.#list.get(id);
    if (this.#removed.has(id) || (!known && this.#list.isBelowFloor(incoming))) return;
    let item = incoming;
    if (!item.read && item.created_at <= this.#readBefore) item = { ...item, read: true };
    if (item.read) this.#settle(id);
    if (known?.read && !item.read) item = { ...item, read: true, read_at: known.read_at ?? null };
    if (!known) added.push(item);
    if (!known || JSON.stringify(known) !== JSON.stringify(item)) this.#list.put(item);
  }

  #confirmRead(id: string, readAt: string): void {
    const item = this.#list.get(id);
    if (this.#settle(id) || item?.read === false) this.#count(-1);
    if (item?.read === false) this.#list.put({ ...item, read: true, read_at: readAt });
  }

  #remove(id: string): void {
    if (this.#settle(id) || this.#list.get(id)?.read === false) this.#count(-1);
    this.#drop(id);
  }

  #raiseReadBefore(readBefore: string | null | undefined): void {
    if (!readBefore || readBefore <= this.#readBefore) return;
    this.#readBefore = readBefore;
    for (const item of this.#list.values()) {
      if (item.created_at > readBefore) continue;
      this.#settle(item.id);
      if (!item.read) this.#list.put({ ...item, read: true, read_at: readBefore });
    }
    for (const pending of this.#pending) pending.beyondList = 0;
  }

  /** The server says that it is done: nothing is left to roll back. Tells whether an unread one was pending. */
  #settle(id: string): boolean {
    let wasUnread = false;
    for (const { originals } of this.#pending) {
      wasUnread ||= originals.get(id)?.read === false;
      originals.delete(id);
    }
    return wasUnread;
  }

  /**
   * Announcements come without a count, which would be another one for everybody. Each is one more unread, unless the
   * server counted after it was made; close to that moment there is no telling.
   */
  #countPushed(pushed: readonly Notification[]): void {
    for (const { read, created_at } of pushed) {
      if (read) continue;
      if (created_at > this.#countedAt) this.#count(1);
      if (Math.abs(Date.parse(created_at) - Date.parse(this.#countedAt)) < DoubtMs) this.#countDoubtful = true;
    }
  }

  #count(change: number): void {
    if (this.#unread !== null) this.#unread = Math.max(0, this.#unread + change);
    if (change > 0) this.#unseen += change;
  }

  /** Takes it off the list for good. */
  #drop(id: string): void {
    this.#removed.add(id);
    this.#list.delete(id);
  }

  #finish({ unreadCount, unseenCount }: StorePage): void {
    if (unreadCount !== undefined) {
      this.#unread = unreadCount;
      this.#unseen = unseenCount ?? unreadCount;
      this.#countVersion++;
      this.#countDoubtful = false;
      // The counts leave out what has expired, and so does the list.
      const now = new Date().toISOString();
      for (const { id, expires_at } of this.#list.values()) if (expires_at && expires_at <= now) this.#drop(id);
    }
    this.#publish();
  }

  #publish(): void {
    let outstanding = 0;
    for (const pending of this.#pending) outstanding += outstandingOf(pending);
    const unreadCount = this.#unread === null ? null : Math.max(0, this.#unread - outstanding);
    this.#view = {
      notifications: this.#list.publish(),
      unreadCount,
      unseenCount: Math.min(this.#unseen, unreadCount ?? 0),
    };
  }
}

/** By how many unread ones the server's count is still ahead of what the user sees. */
function outstandingOf({ originals, beyondList }: PendingMark): number {
  let unread = beyondList;
  for (const item of originals.values()) if (!item.read) unread++;
  return unread;
}
