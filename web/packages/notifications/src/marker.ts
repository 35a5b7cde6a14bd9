import type { Api } from "./api.js";
import type { RunRequest } from "./feedReader.js";
import type { InboxState } from "./inboxState.js";
import type { PendingMark } from "./pendingMarks.js";
import type { ServerEvent } from "./protocol.js";
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

/** How long the server may believe that something was not seen yet. */
const SeenDelayMs = 2_000;

/** Does what the user does with notifications: at once in the state, then at the server, and back when that fails. */
export class Marker {
  readonly #options: MarkerOptions;
  #seenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MarkerOptions) {
    this.#options = options;
  }

  read(id: string): Promise<void> {
    const { api, state } = this.#options;
    return this.#mark(state.store.beginRead([id], new Date(state.clock.now())), (signal) => api.markRead(id, signal), {
      event: "notification:read",
      data: { notificationIds: [id], readAt: state.clock.timestamp() },
    });
  }

  readAll(): Promise<void> {
    const { api, state } = this.#options;
    const readBefore = state.snapshot.notifications[0]?.created_at ?? null;
    return this.#mark(state.store.beginRead("all", new Date(state.clock.now())), (signal) => api.markAllRead(signal), {
      event: "notification:read",
      data: { notificationIds: [], readAt: state.clock.timestamp(), readBefore },
    });
  }

  archive(id: string): Promise<void> {
    return this.#remove(id, (signal) => this.#options.api.archive(id, signal));
  }

  remove(id: string): Promise<void> {
    return this.#remove(id, (signal) => this.#options.api.remove(id, signal));
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
    const { api, request } = this.#options;
    request((signal) => api.markSeen(signal)).catch(() => undefined);
  }

  stop(): void {
    clearTimeout(this.#seenTimer);
    this.#seenTimer = undefined;
  }

  #remove(id: string, call: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.#mark(this.#options.state.store.beginRemove(id), call, {
      event: "notification:removed",
      data: { notificationIds: [id], removedAt: this.#options.state.clock.timestamp() },
    });
  }

  async #mark(
    pending: PendingMark | null,
    call: (signal: AbortSignal) => Promise<void>,
    event: ServerEvent,
  ): Promise<void> {
    const { state, request, signal, recount, tell, failed } = this.#options;
    const { store } = state;
    state.publish();
    try {
      await request(call);
      const counted = !pending || store.commit(pending);
      tell({ kind: "did", event });
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
