import type { InboxState } from "./inboxState.js";
import { isAnnouncement } from "./protocol.js";

/** Timers hold 31 bits. */
const LongestTimerMs = 2 ** 31 - 1;

/**
 * Within which time the counts are asked for. An announcement expires on every device at once, which has taken it off its
 * counts already: what is left to ask is whether it had been seen elsewhere.
 */
const RecountMs = { own: { min: 1_000, spread: 4_000 }, announcement: { min: 5_000, spread: 595_000 } };

/** Takes each notification off the list when its time comes, without asking anybody, and has the counts told anew. */
export class Expiry {
  readonly #state: InboxState;
  readonly #recount: () => void;
  #at: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #recountTimer: ReturnType<typeof setTimeout> | undefined;
  #recountAt = Infinity;

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
    const expired = this.#state.expire();
    if (expired.length === 0) return this.follow();
    const { min, spread } = RecountMs[expired.every(({ id }) => isAnnouncement(id)) ? "announcement" : "own"];
    this.#recountIn(min + Math.random() * spread);
  }

  #recountIn(ms: number): void {
    const at = this.#state.clock.now() + ms;
    if (at >= this.#recountAt) return;
    this.#recountAt = at;
    clearTimeout(this.#recountTimer);
    this.#recountTimer = setTimeout(() => {
      this.#recountAt = Infinity;
      this.#recount();
    }, ms);
  }
}
