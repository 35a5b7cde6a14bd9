import type { Api, MarkAction, MarkDetails } from "./api.js";
import type { RunRequest } from "./feedReader.js";
import type { InboxState } from "./inboxState.js";
import type { PendingMark } from "./pendingMarks.js";
import type { Notification, NotificationOutcome, ServerEvent } from "./protocol.js";
import type { NotificationStore } from "./store.js";
import type { TabMessage } from "./tabMessages.js";

export interface MarkerOptions {
  api: Api;
  state: InboxState;
  request: RunRequest;
  /** Aborted when the state is no longer this user's. */
  signal: AbortSignal;
  /** Reads the counts anew. */
  recount(): Promise<unknown>;
  /** Tells the other tabs, which would otherwise learn it from the next push or poll. */
  tell(message: TabMessage): void;
  /** What the user did could not be saved. */
  failed(error: unknown): void;
}

type Call = (signal: AbortSignal) => Promise<void>;

const idsOf = (items: readonly Notification[]): string[] => items.map((item) => item.id);

/** Most that one request marks. */
const MostAtOnce = 100;

/** How long the server may believe that something was not seen yet. */
const SeenDelayMs = 2_000;

/** Does what the user does with notifications: at once in the state, then at the server, and back when that fails. */
export class Marker {
  readonly #options: MarkerOptions;
  #seenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MarkerOptions) {
    this.#options = options;
  }

  read(ids: readonly string[]): Promise<void> {
    const event = this.#read(ids);
    return this.#mark(this.#store.beginRead(ids, this.#now()), this.#call(ids, "read"), [event]);
  }

  /** `before`: when the newest was created that the user was shown. */
  readAll(before = this.#items[0]?.created_at): Promise<void> {
    const event = this.#read([], before);
    const pending = this.#store.beginRead({ before: before ?? "" }, this.#now());
    return this.#mark(pending, (signal) => this.#options.api.markAllRead(before, signal), [event]);
  }

  unread(ids: readonly string[]): Promise<void> {
    const pending = this.#store.beginUnread(ids);
    const unread = this.#store.view.notifications.filter((item) => pending?.originals.has(item.id));
    return this.#mark(pending, this.#call(ids, "unread"), this.#restored(unread));
  }

  remove(ids: readonly string[], action: "archive" | "delete"): Promise<void> {
    return this.#remove(ids, this.#call(ids, action));
  }

  snooze(ids: readonly string[], until: string): Promise<void> {
    return this.#remove(ids, this.#call(ids, "snooze", { until }), { snoozed: Object.fromEntries(ids.map((id) => [id, until])) });
  }

  /** Presses a button. Gives the outcome that holds, which is another device's where that was faster. */
  async act(id: string, action: string): Promise<NotificationOutcome> {
    const { api, recount } = this.#options;
    let outcome: NotificationOutcome = { action, at: this.#now().toISOString() };
    const pending = this.#store.beginAct(id, outcome);
    const events: ServerEvent[] = [];
    await this.#mark(
      pending,
      async (signal) => {
        outcome = await api.act(id, action, signal);
        const notification = this.#store.settleOutcome(id, outcome, pending);
        events.push(this.#read([id]));
        if (notification) events.push({ event: "notification:new", data: { notification, receivedAt: this.#now().toISOString() } });
      },
      events,
    );
    // What is not in the list may have been unread.
    if (!pending) await recount().catch(() => undefined);
    return outcome;
  }

  /** Archives all that is read and was shown. Gives the ids of what that was. */
  async archiveRead(before = this.#items[0]?.created_at): Promise<readonly string[]> {
    const read = this.#items.filter((item) => item.read && item.created_at <= (before ?? ""));
    const archived: string[] = [];
    await this.#remove(idsOf(read), async (signal) => {
      let more: boolean | undefined = true;
      while (more) {
        const { hasMore, ids = [] } = await this.#options.api.archiveRead(before, signal);
        archived.push(...ids);
        more = hasMore;
      }
    });
    return archived;
  }

  /** Brings back what was archived or deleted, as it was, and what sleeps, unread. What only an id is known of was read. */
  async restore(wanted: readonly (Notification | string)[]): Promise<void> {
    const read = wanted.filter((one) => typeof one === "string");
    const items = wanted.filter((one) => typeof one !== "string");
    const back = items.map((item) => ({
      ...item,
      ...(item.removed === "snoozed" && { read: false, read_at: null, snoozed_until: null }),
      removed: null,
      restores: (item.restores ?? 0) + 1,
    }));
    const events = this.#restored(back);
    const call = async (signal: AbortSignal): Promise<void> => {
      for (const unread of [true, false]) {
        const ids = idsOf(back.filter((item) => item.read !== unread));
        await this.#call(unread ? ids : [...ids, ...read], "restore", { unread })(signal);
      }
    };
    await this.#mark(null, call, events);
    this.#options.state.applyEvents(events);
    await this.#options.recount().catch(() => undefined);
  }

  seen(): void {
    const { state, tell } = this.#options;
    if (!state.markSeen()) return;
    tell({ kind: "seen" });
    // Once for all that arrive in a row. When it fails, the next count of the server brings the badge back.
    this.#seenTimer ??= setTimeout(() => this.flush(), SeenDelayMs);
  }

  /** Says now what waits to be said: the page may be about to close. */
  flush(): void {
    if (this.#seenTimer === undefined) return;
    this.stop();
    const { api, state, request } = this.#options;
    request((signal) => api.markSeen(state.store.seenUpTo || undefined, signal)).catch(() => undefined);
  }

  stop(): void {
    clearTimeout(this.#seenTimer);
    this.#seenTimer = undefined;
  }

  get #store(): NotificationStore {
    return this.#options.state.store;
  }

  get #items(): readonly Notification[] {
    return this.#options.state.snapshot.notifications;
  }

  #now(): Date {
    return new Date(this.#options.state.clock.now());
  }

  /** What every event about some of them has. */
  #about(ids: readonly string[]): { notificationIds: string[]; restores: Record<string, number> } {
    const restored = this.#items.filter((item) => item.restores && ids.includes(item.id));
    return { notificationIds: [...ids], restores: Object.fromEntries(restored.map((item) => [item.id, item.restores!])) };
  }

  #read(ids: readonly string[], readBefore?: string): ServerEvent {
    const readAt = this.#now().toISOString();
    return { event: "notification:read", data: { ...this.#about(ids), readAt, ...(readBefore && { readBefore }) } };
  }

  #restored(items: readonly Notification[]): ServerEvent[] {
    const restoredAt = this.#now().toISOString();
    return items.map((notification) => ({ event: "notification:restored", data: { notification, restoredAt } }));
  }

  #remove(ids: readonly string[], call: Call, how?: { snoozed: Record<string, string> }): Promise<void> {
    const data = { ...this.#about(ids), removedAt: this.#now().toISOString(), ...how };
    return this.#mark(this.#store.beginRemove(ids), call, [{ event: "notification:removed", data }]);
  }

  /** In as few requests as it takes. */
  #call(ids: readonly string[], action: MarkAction, details?: MarkDetails): Call {
    return async (signal) => {
      for (let at = 0; at < ids.length; at += MostAtOnce)
        await this.#options.api.mark(ids.slice(at, at + MostAtOnce), action, signal, details);
    };
  }

  async #mark(
    pending: PendingMark | null,
    call: Call,
    events: readonly ServerEvent[],
  ): Promise<void> {
    const { state, request, signal, recount, tell, failed } = this.#options;
    const { store } = state;
    state.publish();
    try {
      await request(call);
      const counted = !pending || store.commit(pending);
      for (const event of events) tell({ kind: "did", event });
      // It is saved. Should the counts not be had now, the next push or poll brings them.
      if (!counted) await recount().catch(() => undefined);
    } catch (error) {
      if (pending) store.rollback(pending);
      if (!signal.aborted) failed(error);
      throw error;
    } finally {
      state.publish();
    }
  }
}
