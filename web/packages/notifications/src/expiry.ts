import type { InboxState } from "./inboxState.js";

/** Timers hold 31 bits. */
const LongestTimerMs = 2 ** 31 - 1;

/** An announcement expires for everybody at once: within which time they ask for their counts. */
const RecountMs = { min: 1_000, spread: 4_000 };

/** Takes each notification off the list when its time comes, without asking anybody, and has the counts told anew. */
export class Expiry {
  readonly #state: InboxState;
  readonly #recount: () => void;
  #at: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(state: InboxState, recount: () => void) {
    this.#state = state;
    this.#recount = recount;
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#recountTimer);
  }

  /** The list changed. */
  follow(): void {
    const { nextExpiry } = this.#state.store;
    if (nextExpiry === this.#at) return;
    this.#at = nextExpiry;
    this.#wait();
  }

  /** The clock was set. */
  retime(): void {
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#at === null) return;
    const ms = Math.max(0, Date.parse(this.#at) - this.#state.clock.now());
    this.#timer = setTimeout(() => (ms > LongestTimerMs ? this.#wait() : this.#expire()), Math.min(ms, LongestTimerMs));
  }

  #expire(): void {
    this.#at = null;
    if (!this.#state.expire()) return this.follow();
    this.#recountTimer ??= setTimeout(
      () => {
        this.#recountTimer = undefined;
        this.#recount();
      },
      RecountMs.min + Math.random() * RecountMs.spread,
    );
  }
}
