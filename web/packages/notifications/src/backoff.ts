export interface BackoffOptions {
  /** Upper bound of the first delay, in ms. */
  baseMs?: number;
  /** Upper bound of every delay, in ms. */
  maxMs?: number;
  random?: () => number;
}

/**
 * Exponential backoff with a cap. Each delay lies between half its bound and its bound, so that clients which lost
 * the same server spread out but none of them hammers it.
 */
export class Backoff {
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #attempt = 0;

  constructor({ baseMs = 1_000, maxMs = 30_000, random = Math.random }: BackoffOptions = {}) {
    this.#baseMs = baseMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  /** The next delay in ms. */
  next(): number {
    const bound = Math.min(this.#maxMs, this.#baseMs * 2 ** Math.min(this.#attempt++, 30));
    return bound / 2 + (this.#random() * bound) / 2;
  }

  reset(): void {
    this.#attempt = 0;
  }
}
