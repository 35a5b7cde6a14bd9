import type { Api } from "./api.js";
import type { RunRequest } from "./feedReader.js";
import type { InboxState } from "./inboxState.js";
import type { PendingMark } from "./store.js";

/** Does what the user does with notifications: at once in the state, then at the server, and back when that fails. */
export class Marker {
  readonly #api: Api;
  readonly #state: InboxState;
  readonly #request: RunRequest;

  constructor(api: Api, state: InboxState, request: RunRequest) {
    this.#api = api;
    this.#state = state;
    this.#request = request;
  }

  read(id: string): Promise<void> {
    return this.#mark(this.#state.store.beginRead([id], new Date()), (signal) => this.#api.markRead(id, signal));
  }

  readAll(): Promise<void> {
    return this.#mark(this.#state.store.beginRead("all", new Date()), (signal) => this.#api.markAllRead(signal));
  }

  archive(id: string): Promise<void> {
    return this.#mark(this.#state.store.beginRemove(id), (signal) => this.#api.archive(id, signal));
  }

  remove(id: string): Promise<void> {
    return this.#mark(this.#state.store.beginRemove(id), (signal) => this.#api.remove(id, signal));
  }

  async #mark(pending: PendingMark | null, call: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { store } = this.#state;
    this.#state.publish();
    try {
      await this.#request(call);
      if (pending && !store.commit(pending)) {
        store.applyPage(await this.#request((signal) => this.#api.counts(signal)));
      }
    } catch (error) {
      if (pending) store.rollback(pending);
      throw error;
    } finally {
      this.#state.publish();
    }
  }
}
