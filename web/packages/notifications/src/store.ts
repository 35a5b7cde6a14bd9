import { Counts, type ToldCounts } from "./counts.js";
import { hasExpired, OrderedList, type Place } from "./orderedList.js";
import { outstandingOf, PendingMarks, withOutcome, type PendingMark } from "./pendingMarks.js";
import { isAnnouncement, type CountsByType, type Notification, type NotificationOutcome, type ServerEvent } from "./protocol.js";
import { ServerClock } from "./serverClock.js";

/** What a page says. Members that are absent leave the store as it is. */
export interface StorePage {
  notifications?: readonly Notification[];
  unreadCount?: number | undefined;
  unseenCount?: number | undefined;
  readBefore?: string | null | undefined;
  announced?: string | null | undefined;
  byType?: CountsByType | undefined;
}

export interface StoreView {
  /** Newest first, without gaps down to its end. The same array until one of them changes. */
  readonly notifications: readonly Notification[];
  /** `null` until the server told it. */
  readonly unreadCount: number | null;
  /** How many of those arrived since the user last looked at the list, on any device. */
  readonly unseenCount: number;
  /** The unread ones of each type that has any, as the server told them last. The same object until one of them changes. */
  readonly unreadByType: CountsByType;
}

/** What is kept of a notification that is off the list. */
type Version = Pick<Notification, "created_at" | "restores">;

/**
 * The one list and its exact counts. Everything is idempotent by notification id, so the same notification may arrive
 * by push, sync and poll. Until the user restores it, being read or removed is final: a late answer takes neither back.
 * The outcome of its buttons is final in any case.
 */
export class NotificationStore {
  readonly #list = new OrderedList();
  readonly #counts = new Counts();
  readonly #pending = new PendingMarks();
  readonly #clock: ServerClock;
  /** By their ids; `created_at` is empty where it is not known. */
  readonly #removed = new Map<string, Version>();
  readonly #expired = new Set<string>();
  #readBefore = "";
  /** The user has looked at what was created up to then. */
  #seenUpTo = "";
  #view: StoreView = { notifications: [], unreadCount: null, unseenCount: 0, unreadByType: {} };

  constructor(clock = new ServerClock()) {
    this.#clock = clock;
  }

  get view(): StoreView {
    return this.#view;
  }

  /** Changes each time the server tells the counts. */
  get countVersion(): number {
    return this.#counts.version;
  }

  /** When the newest was created that the user has looked at; empty before. */
  get seenUpTo(): string {
    return this.#seenUpTo;
  }

  /** Whether the server says which announcements are in its counts. */
  get countsAnnouncements(): boolean {
    return this.#counts.announced !== undefined;
  }

  /** No notification expires before; `null` when none does at all. */
  get nextExpiry(): string | null {
    return this.#list.nextExpiry;
  }

  /** Whether it is in the list, or known to be in there no more. */
  knows(id: string): boolean {
    return this.#known(id) !== undefined || this.#expired.has(id);
  }

  /** Whether a version with as many restores, or a later one, was heard of. */
  knowsVersion(id: string, restores: number): boolean {
    return this.knows(id) && (this.#known(id)?.restores ?? 0) >= restores;
  }

  /** Applies the events of one message as one change; returns the notifications not seen before, and those that woke. */
  applyEvents(events: readonly ServerEvent[]): Notification[] {
    const added: Notification[] = [];
    const uncounted: Notification[] = [];
    let told: ToldCounts | undefined;
    for (const { event, data } of events) {
      switch (event) {
        case "notification:new":
        case "notification:restored":
          this.#upsert(data.notification, added, uncounted);
          break;
        case "notification:read":
          for (const id of data.notificationIds) this.#confirmRead(id, data.readAt, data.restores?.[id] ?? 0);
          this.#raiseReadBefore(data.readBefore);
          break;
        case "notification:removed":
          for (const id of data.notificationIds) this.#remove(id, data.restores?.[id] ?? 0);
          break;
        case "notification:sync-response":
          for (const item of data.notifications ?? []) this.#upsert(item, added);
          this.#raiseReadBefore(data.readBefore);
          // A count that was pushed while the answer was under way is the newer one.
          if (data.unreadCount !== undefined && data.requestedAt >= (told?.at ?? this.#counts.toldAt))
            told = { ...data, unreadCount: data.unreadCount, at: data.requestedAt };
          break;
        case "notification:unread-count":
          told = { unreadCount: data.count, unseenCount: data.unseen, at: data.updatedAt, announced: data.announced, byType: data.byType };
          break;
      }
    }
    // A count in the same message replaces what is counted here.
    this.#countAnnounced(uncounted);
    this.#finish(told);
    return added;
  }

  /** Applies a page of the list as one change; returns the same. */
  applyPage({ notifications = [], unreadCount, readBefore, ...counts }: StorePage): Notification[] {
    const added: Notification[] = [];
    for (const item of notifications) this.#upsert(item, added);
    this.#raiseReadBefore(readBefore);
    this.#finish(unreadCount === undefined ? undefined : { unreadCount, ...counts });
    return added;
  }

  /** Says how far down the list is complete; `null` when nothing older exists. What lies below is dropped. */
  setFloor(floor: Place | null): void {
    this.#list.setFloor(floor);
    this.#publish();
  }

  /** Takes off the list what has expired, and returns it. */
  expire(): readonly Notification[] {
    const expired = this.#dropExpired();
    this.#publish();
    return expired;
  }

  /** The user looked at the list. Returns false when there was nothing new in it. */
  markSeen(): boolean {
    this.#seenUpTo = this.#view.notifications[0]?.created_at ?? this.#seenUpTo;
    if (this.#view.unseenCount === 0) return false;
    this.#counts.seeAll();
    this.#publish();
    return true;
  }

  /** Shows notifications as read before the server confirms it. `null` when nothing would change. */
  beginRead(ids: readonly string[] | { before: string }, at: Date): PendingMark | null {
    const all = this.#list.values().filter((item) => !item.read);
    const [unread, beyondList] =
      "before" in ids
        ? [
            all.filter((item) => item.created_at <= ids.before).map((item) => item.id),
            Math.max(0, (this.#view.unreadCount ?? 0) - all.length),
          ]
        : [ids.filter((id) => this.#list.get(id)?.read === false), 0];
    if (unread.length === 0 && beyondList === 0) return null;
    const pending = this.#begin("read", unread, beyondList);
    for (const item of pending.originals.values()) this.#list.put({ ...item, read: true, read_at: at.toISOString() });
    this.#publish();
    return pending;
  }

  /** Takes a notification off the list before the server confirms it. `null` when it is not in there. */
  beginRemove(ids: readonly string[]): PendingMark | null {
    const listed = ids.filter((id) => this.#list.get(id));
    if (listed.length === 0) return null;
    const pending = this.#begin("remove", listed, 0);
    for (const { id, restores = 0 } of pending.originals.values()) this.#drop(id, restores);
    this.#publish();
    return pending;
  }

  /** Shows notifications as unread before the server confirms it. `null` when none of them is read. */
  beginUnread(ids: readonly string[]): PendingMark | null {
    const read = ids.filter((id) => this.#list.get(id)?.read);
    if (read.length === 0) return null;
    const pending = this.#begin("unread", read, 0);
    for (const item of pending.originals.values())
      this.#list.put({ ...item, read: false, read_at: null, restores: (item.restores ?? 0) + 1 });
    this.#publish();
    return pending;
  }

  /** Shows which button was pressed, which reads it too, before the server confirms it. `null` when nothing would change. */
  beginAct(id: string, outcome: NotificationOutcome): PendingMark | null {
    const item = this.#list.get(id);
    if (!item || item.outcome) return null;
    const pending = this.#begin("read", [id], 0, outcome);
    this.#list.put({ ...item, outcome, read: true, read_at: item.read_at ?? outcome.at });
    this.#publish();
    return pending;
  }

  /** Shows the outcome that holds, as the server told it. Returns what has it, as far as that is in the list. */
  settleOutcome(id: string, outcome: NotificationOutcome, pending: PendingMark | null): Notification | undefined {
    if (pending?.outcome) this.#pending.replace(pending.outcome, outcome);
    const item = this.#list.get(id);
    if (item && (!item.outcome || this.#pending.isGuess(item.outcome))) this.#list.put(withOutcome(item, outcome));
    this.#publish();
    return this.#list.get(id);
  }

  /** The server confirmed it. Returns false when a count came in between, so that the counts must be asked again. */
  commit(pending: PendingMark): boolean {
    if (!this.#pending.end(pending)) return true;
    const outstanding = outstandingOf(pending);
    const settled = pending.countVersion === this.#counts.version;
    if (settled) this.#counts.change(-outstanding, true);
    this.#publish();
    return settled || outstanding === 0;
  }

  /** The server refused it: what it has not confirmed in the meantime is as it was before. */
  rollback(pending: PendingMark): void {
    if (!this.#pending.end(pending)) return;
    for (const item of pending.originals.values()) {
      if (pending.kind === "remove") this.#removed.delete(item.id);
      const known = this.#list.get(item.id);
      // What its producer says may be new, and its outcome known, since then.
      if (known) this.#list.put({ ...known, ...stateOf(item) });
      else if (pending.kind === "remove") this.#list.put(item);
    }
    const { outcome } = pending;
    if (outcome) this.#pending.replace(outcome);
    for (const item of outcome ? this.#list.values() : [])
      if (item.outcome === outcome) this.#list.put(withOutcome(item, null));
    this.#publish();
  }

  #begin(kind: PendingMark["kind"], ids: readonly string[], beyondList: number, outcome?: NotificationOutcome): PendingMark {
    const originals = new Map(ids.map((id) => [id, this.#list.get(id)!]));
    return this.#pending.begin({ kind, originals, beyondList, countVersion: this.#counts.version, outcome });
  }

  #known(id: string): Version | undefined {
    return this.#list.get(id) ?? this.#removed.get(id);
  }

  #upsert(incoming: Notification, added: Notification[], uncounted: Notification[] = []): void {
    const { id, restores = 0 } = incoming;
    const before = this.#known(id);
    if (incoming.removed) this.#remove(id, restores);
    else if (restores > (before?.restores ?? 0)) this.#removed.delete(id);
    // What is older than what is shown confirms nothing of it.
    const isCurrent = restores >= (before?.restores ?? 0);
    if (isCurrent) this.#pending.settleUnread(id);
    const gone = hasExpired(incoming, this.#clock.timestamp());
    if (gone) this.#expire(id);
    const known = this.#list.get(id);
    if (gone || this.#removed.has(id) || (!known && this.#list.isBelowFloor(incoming))) return;
    // A late answer says what the producer has changed since.
    const outdated = known !== undefined && (known.updated_at ?? "") > (incoming.updated_at ?? "");
    let item = outdated ? { ...known, ...stateOf(incoming) } : incoming;
    if (!item.read && this.#covers(item, this.#readBefore)) item = { ...item, read: true };
    const wasUnread = (isCurrent && item.read && this.#pending.settle(id)) || known?.read === false;
    // As often restored, the one that woke is the later one.
    const lead = known ? (known.restores ?? 0) - restores || Number(known.created_at > item.created_at) : -1;
    if (known && (lead > 0 || (lead === 0 && known.read && !item.read))) item = { ...item, ...stateOf(known) };
    const shown = known?.outcome;
    if (shown) item = withOutcome(item, incoming.outcome && this.#pending.isGuess(shown) ? incoming.outcome : shown);
    else if (outdated && incoming.outcome) item = withOutcome(item, incoming.outcome);
    // The count that goes with a press may come after it.
    if (item.read && wasUnread && (item.outcome?.at ?? "") > this.#counts.toldAt) this.#counts.change(-1);
    if (lead < 0 && item.created_at > (before?.created_at ?? "")) {
      added.push(item);
      // Who missed that it was put away has it in the count.
      if (known?.read !== false) uncounted.push(item);
    }
    if (JSON.stringify(known) !== JSON.stringify(item)) this.#list.put(item);
  }

  #confirmRead(id: string, readAt: string, restores: number): void {
    const item = this.#list.get(id);
    if (item && (item.restores ?? 0) !== restores) return;
    if (this.#pending.settle(id) || item?.read === false) this.#counts.change(-1);
    if (item?.read === false) this.#list.put({ ...item, read: true, read_at: readAt });
  }

  #remove(id: string, restores: number): void {
    if ((this.#list.get(id)?.restores ?? 0) > restores) return;
    this.#uncount(id);
    this.#drop(id, restores);
  }

  /** Not for good: the clock may turn out to have been wrong. */
  #expire(id: string): void {
    this.#uncount(id);
    this.#expired.add(id);
    this.#list.delete(id);
  }

  #uncount(id: string): void {
    if (this.#pending.settle(id) || this.#list.get(id)?.read === false) this.#counts.change(-1);
  }

  /** Takes it off the list until it is restored. */
  #drop(id: string, restores: number): void {
    const { created_at, restores: known = 0 } = this.#known(id) ?? { created_at: "" };
    this.#removed.set(id, { created_at, restores: Math.max(restores, known) });
    this.#list.delete(id);
  }

  #covers({ created_at, restores }: Notification, readBefore: string): boolean {
    return !restores && created_at <= readBefore;
  }

  #dropExpired(): readonly Notification[] {
    const expired = this.#list.expired(this.#clock.timestamp());
    for (const { id } of expired) this.#expire(id);
    return expired;
  }

  #raiseReadBefore(readBefore: string | null | undefined): void {
    if (!readBefore || readBefore <= this.#readBefore) return;
    this.#readBefore = readBefore;
    for (const item of this.#list.values()) {
      if (!this.#covers(item, readBefore)) continue;
      this.#pending.settle(item.id);
      if (!item.read) this.#list.put({ ...item, read: true, read_at: readBefore });
    }
    this.#pending.settleBeyondList();
  }

  /**
   * What is pushed without a count is an announcement, whose count would be another one for everybody, or so urgent that
   * its count follows.
   */
  #countAnnounced(uncounted: readonly Notification[]): void {
    const { announced, toldAt } = this.#counts;
    for (const { id, read, created_at } of uncounted) {
      const countedUpTo = isAnnouncement(id) ? (announced ?? toldAt) : toldAt;
      if (!read && created_at > countedUpTo) this.#counts.change(1);
    }
  }

  /** The instance that counted may not have known the newest announcements yet. */
  #addUncounted(): void {
    const { announced } = this.#counts;
    if (announced === undefined) return;
    const unread = [...this.#list.values().filter((item) => !item.read), ...this.#pending.unread];
    for (const { id, created_at } of unread)
      if (isAnnouncement(id) && created_at > announced) this.#counts.change(1, created_at <= this.#seenUpTo);
  }

  #finish(told: ToldCounts | undefined): void {
    if (told) {
      // The server's counts leave out what has expired.
      this.#dropExpired();
      this.#counts.tell(told);
      this.#addUncounted();
    }
    this.#publish();
  }

  #publish(): void {
    const { unread, unseen } = this.#counts;
    const unreadCount = unread === null ? null : Math.max(0, unread - this.#pending.outstanding);
    this.#view = {
      notifications: this.#list.publish(),
      unreadCount,
      unseenCount: Math.min(unseen, unreadCount ?? 0),
      unreadByType: this.#counts.byType,
    };
  }
}

/** What the user did with a notification, and where it stands for it: all that its producer does not say. */
const stateOf = ({ read, read_at = null, created_at, restores, sent_at }: Notification) => ({
  read,
  read_at,
  created_at,
  restores,
  sent_at,
});
