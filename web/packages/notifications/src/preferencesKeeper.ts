import { HttpError } from "./api.js";
import { asError, type RunRequest } from "./feedReader.js";
import type { PreferencesApi, StoredPreferences } from "./preferencesApi.js";
import type { PreferencesState } from "./preferencesState.js";
import type { PreferencesPatch } from "./preferenceTypes.js";

export interface PreferencesKeeperOptions {
  api: PreferencesApi;
  state: PreferencesState;
  request: RunRequest;
  /** Aborted when the state is no longer this user's. */
  signal: AbortSignal;
  /** Whether a connection is to be had, over which changes are told. */
  connects: boolean;
  /** Whether this tab asks for all. */
  leading(): boolean;
  /** Tells the other tabs. */
  tell(stored: StoredPreferences): void;
}

/** A change on one device is told to all of them at once: within which time they ask, in ms. */
const ChangeSpreadMs = 2_000;

/** Within which time those ask that a server's restart connects anew, in ms. */
const ReconnectSpreadMs = 10_000;

/** How long a tab waits for its connection, or for the tab that leads, before it asks, in ms. */
const PatienceMs = 3_000;

/** Quiet hours are told for some days only, and a device that polls is not told of changes. */
const FreshMs = 3_600_000;

/** How often a change is tried on what other devices change meanwhile. */
const MostAttempts = 5;

/** Reads and changes the preferences, one request after the other, so that no answer is older than the one before. */
export class PreferencesKeeper {
  readonly #options: PreferencesKeeperOptions;
  #last: Promise<unknown> = Promise.resolve();
  #loading: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  /** An older server has none. */
  #missing = false;
  /** What the server said the newest ones are. */
  #newest: string | undefined;

  constructor(options: PreferencesKeeperOptions) {
    this.#options = options;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#next(() => this.#read()).finally(() => (this.#loading = undefined)));
  }

  async change(patch: PreferencesPatch): Promise<void> {
    // One object may be given twice, for two changes.
    const own = { ...patch };
    await this.#change(own, () => this.#save(own));
  }

  async removeDevice(id: string): Promise<void> {
    const { api, request } = this.#options;
    await this.#change({ devices: { [id]: null } }, async () => {
      await request((signal) => api.removeDevice(id, signal));
      // It is gone, whether or not what is left can be read now.
      await this.#read().catch(() => undefined);
    });
  }

  /** Reads them unless they were read lately: this tab needs them from now on. */
  follow(): void {
    const isDue = (): boolean => !this.#missing && Date.now() - this.#readAt >= FreshMs;
    const { connects, leading } = this.#options;
    if (!isDue()) return;
    if (leading() && !connects) this.load().catch(() => undefined);
    else this.#readIn(PatienceMs, isDue);
  }

  /** A new connection: what was changed before it is unknown, and what will be is told. */
  connected(): void {
    if (this.#missing) return;
    if (this.#readAt === Number.NEGATIVE_INFINITY) this.load().catch(() => undefined);
    else this.#readIn(Math.random() * ReconnectSpreadMs, () => true);
  }

  /** The server said that they are others now. */
  changed(etag: string | undefined): void {
    this.#newest = etag;
    const others = this.#options.leading() ? 0 : PatienceMs;
    this.#readIn(others + Math.random() * ChangeSpreadMs, () => !etag || !isSame(this.#newest, this.#etag));
  }

  /** Another tab read or changed them. */
  hear(stored: StoredPreferences): void {
    this.#readAt = Date.now();
    this.#options.state.store(stored);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  get #etag(): string | null {
    return this.#options.state.stored?.etag ?? null;
  }

  #readIn(ms: number, isDue: () => boolean): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Not one that runs already: what it reads may be older than what made this one due.
      if (isDue()) this.#next(() => this.#read()).catch(() => undefined);
    }, ms);
  }

  #next<T>(run: () => Promise<T>): Promise<T> {
    const next = this.#last.then(run);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #read(): Promise<void> {
    const { api, state, request, signal, tell } = this.#options;
    try {
      const stored = await request((run) => api.read(this.#etag, run));
      this.#readAt = Date.now();
      this.#missing = false;
      if (!stored) return state.tell(null);
      state.store(stored);
      tell(stored);
    } catch (error) {
      // The next poll or connection makes up for it.
      this.#readAt = Number.NEGATIVE_INFINITY;
      this.#missing = error instanceof HttpError && error.status === 404;
      if (!signal.aborted) state.tell(asError(error));
      throw error;
    }
  }

  async #change(patch: PreferencesPatch, save: () => Promise<void>): Promise<void> {
    const { state } = this.#options;
    state.begin(patch);
    try {
      await this.#next(save);
      state.end(patch, null);
    } catch (error) {
      state.end(patch, asError(error));
      throw error;
    }
  }

  async #save(patch: PreferencesPatch): Promise<void> {
    const { api, state, request, tell } = this.#options;
    if (!state.stored) await this.#read();
    for (let attempt = 1; ; attempt++) {
      const { changed, ...stored } = await request((run) => api.change(patch, this.#etag, run));
      this.#readAt = Date.now();
      state.store(stored, changed ? patch : undefined);
      tell(stored);
      if (changed) return;
      if (attempt === MostAttempts) throw new HttpError(412, undefined, "The preferences keep changing.");
    }
  }
}

/** The header has quotes, which an event may leave out. */
function isSame(told: string | undefined, known: string | null): boolean {
  const bare = (etag: string): string => etag.replace(/^W\/|"/g, "");
  return told !== undefined && known !== null && bare(told) === bare(known);
}
