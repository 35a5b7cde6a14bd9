import type { Api, PageRequest, PollIntervals } from "./api.js";
import type { InboxState } from "./inboxState.js";
import type { FeedPage, Notification, ServerEvent } from "./protocol.js";

/** Runs a request with the signal that ends it together with the session. */
export type RunRequest = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface NewestAnswer {
  /** What was read; `null` when nothing changed. */
  page: FeedPage | null;
  /** What is new in it, to be announced. */
  added: readonly Notification[];
  wished: PollIntervals;
}

export interface FeedReaderOptions {
  api: Api;
  state: InboxState;
  request: RunRequest;
  /** Aborted when the state is no longer this reader's to change. */
  signal: AbortSignal;
}

/** Reads pages of the feed into the state, and says there why one can't be read. */
export class FeedReader {
  readonly #api: Api;
  readonly #state: InboxState;
  readonly #request: RunRequest;
  readonly #ended: AbortSignal;

  constructor({ api, state, request, signal }: FeedReaderOptions) {
    this.#api = api;
    this.#state = state;
    this.#request = request;
    this.#ended = signal;
  }

  async newest(signal: AbortSignal): Promise<NewestAnswer> {
    try {
      let wished: PollIntervals = { disconnectedMs: undefined, connectedMs: undefined };
      const page = await this.#read(async (run) => {
        const answer = await this.#api.newest(AbortSignal.any([run, signal]));
        wished = answer.wished;
        return answer.page;
      });
      const added = page ? this.#state.applyNewest(page) : [];
      this.#state.publish({ error: null });
      return { page, added, wished };
    } catch (error) {
      if (!signal.aborted) this.#state.publish({ error: asError(error) });
      throw error;
    }
  }

  async older(): Promise<void> {
    const cursor = this.#state.bottom;
    if (!cursor || this.#state.snapshot.loadingMore) return;
    this.#state.publish({ loadingMore: true });
    try {
      const page = await this.#read((signal) => this.#api.page({ cursor }, signal));
      // A gap may have been found meanwhile, and the list begun anew.
      if (this.#state.bottom === cursor) this.#state.applyOlder(page);
      this.#state.publish({ loadingMore: false, error: null });
    } catch (error) {
      if (!this.#ended.aborted) this.#state.publish({ loadingMore: false, error: asError(error) });
      throw error;
    }
  }

  /** Reads a page of any feed, which is not the list's. */
  page(request: PageRequest): Promise<FeedPage> {
    return this.#request((signal) => this.#api.page(request, signal));
  }

  /** Reads the counts alone; returns them as other tabs may be told, or `null` when newer ones overtook them. */
  async counts(): Promise<ServerEvent | null> {
    const version = this.#state.store.countVersion;
    const data = await this.#request((signal) => this.#api.counts(signal));
    if (version !== this.#state.store.countVersion) return null;
    const event: ServerEvent = { event: "notification:unread-count", data };
    this.#state.applyEvents([event]);
    return event;
  }

  /** When a newer count overtook the answer, it keeps its notifications and loses its counts. */
  async #read<T extends FeedPage | null>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const version = this.#state.store.countVersion;
    const page = await this.#request(read);
    return page && version !== this.#state.store.countVersion
      ? { ...page, unreadCount: undefined, unseenCount: undefined, byType: undefined }
      : page;
  }
}

export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
