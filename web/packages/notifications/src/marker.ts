import type { Api, MarkAction } from "./api.js";
import type { RunRequest } from "./feedReader.js";
import type { InboxState } from "./inboxState.js";
import type { PendingMark } from "./pendingMarks.js";
import type { Notification, ServerEvent } from "./protocol.js";
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

type MarkOne = (id: string, signal: AbortSignal) => Promise<void>;

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
    const { api, state } = this.#options;
    const event: ServerEvent = {
      event: "notification:read",
      data: { notificationIds: [...ids], readAt: state.clock.timestamp(), ...this.#restores(ids) },
    };
    const pending = state.store.beginRead(ids, new Date(state.clock.now()));
    return this.#mark(pending, (signal) => this.#each(ids, "read", api.markRead, signal), event);
  }

  /** `before`: when the newest was created that the user was shown. */
  readAll(before = this.#newest()): Promise<void> {
    const { api, state } = this.#options;
    const restored = state.snapshot.notifications.filter(
      (item) => item.restores && !item.read && (before === undefined || item.created_at <= before),
    );
    const ids = restored.map((item) => item.id);
    const event: ServerEvent = {
      event: "notification:read",
      data: {
        notificationIds: ids,
        readAt: state.clock.timestamp(),
        readBefore: before ?? null,
        ...this.#restores(ids),
      },
    };
    const pending = state.store.beginRead({ before: before ?? "" }, new Date(state.clock.now()));
    return this.#mark(pending, (signal) => api.markAllRead(before, signal), event);
  }

  unread(ids: readonly string[]): Promise<void> {
    const { api, state } = this.#options;
    const pending = state.store.beginUnread(ids);
    const restored = state.snapshot.notifications.filter((item) => pending?.originals.has(item.id));
    return this.#mark(pending, (signal) => this.#each(ids, "unread", api.markUnread, signal), ...this.#restored(restored));
  }

  archive(ids: readonly string[]): Promise<void> {
    return this.#remove(ids, "archive", this.#options.api.archive);
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#remove(ids, "delete", this.#options.api.remove);
  }

  /** Brings back what was archived or deleted, as it was. */
  async restore(items: readonly Notification[]): Promise<void> {
    const { api, state } = this.#options;
    const call = async (signal: AbortSignal): Promise<void> => {
      for (const unread of [true, false]) {
        const ids = items.filter((item) => item.read !== unread).map((item) => item.id);
        if (ids.length > 0) await api.markMany(ids, "restore", signal, unread);
      }
    };
    const restored = items.map((item) => ({ ...item, removed: null, restores: (item.restores ?? 0) + 1 }));
    const events = this.#restored(restored);
    await this.#mark(null, call, ...events);
    state.applyEvents(events);
    await this.#options.recount().catch(() => undefined);
  }

  /** Archives all that is read and was shown. */
  async archiveRead(before = this.#newest()): Promise<void> {
    const { api, state } = this.#options;
    const ids = state.snapshot.notifications
      .filter((item) => item.read && (before === undefined || item.created_at <= before))
      .map((item) => item.id);
    const call = async (signal: AbortSignal): Promise<void> => {
      while (await api.archiveRead(before, signal));
    };
    await this.#mark(state.store.beginRemove(ids), call, this.#removed(ids));
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

  #newest(): string | undefined {
    return this.#options.state.snapshot.notifications[0]?.created_at;
  }

  /** For an event about these. */
  #restores(ids: readonly string[]): { restores?: Record<string, number> } {
    const wanted = new Set(ids);
    const restored = this.#options.state.snapshot.notifications.filter((item) => item.restores && wanted.has(item.id));
    return restored.length > 0 ? { restores: Object.fromEntries(restored.map((item) => [item.id, item.restores!])) } : {};
  }

  #restored(items: readonly Notification[]): ServerEvent[] {
    const restoredAt = this.#options.state.clock.timestamp();
    return items.map((notification) => ({ event: "notification:restored", data: { notification, restoredAt } }));
  }

  #removed(ids: readonly string[]): ServerEvent {
    const removedAt = this.#options.state.clock.timestamp();
    return { event: "notification:removed", data: { notificationIds: [...ids], removedAt, ...this.#restores(ids) } };
  }

  #remove(ids: readonly string[], action: MarkAction, one: MarkOne): Promise<void> {
    const event = this.#removed(ids);
    return this.#mark(this.#options.state.store.beginRemove(ids), (signal) => this.#each(ids, action, one, signal), event);
  }

  /** One by its own endpoint, which every server has; several in one request, or in as few as it takes. */
  async #each(ids: readonly string[], action: MarkAction, one: MarkOne, signal: AbortSignal): Promise<void> {
    const { api } = this.#options;
    if (ids.length === 1) return one.call(api, ids[0]!, signal);
    for (let at = 0; at < ids.length; at += MostAtOnce) await api.markMany(ids.slice(at, at + MostAtOnce), action, signal);
  }

  async #mark(
    pending: PendingMark | null,
    call: (signal: AbortSignal) => Promise<void>,
    ...events: readonly ServerEvent[]
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
