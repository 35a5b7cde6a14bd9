/** How long an event may have been on its way and still tell the time, in ms. */
const LatestMs = 60_000;

/** The server's time: the device's clock, and how far that is off by what answers and events say. */
export class ServerClock {
  #offset: number | undefined;
  readonly #changed: () => void;

  /** `changed` is called when the clock was set anew. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** In ms since the epoch. */
  now(): number {
    return Date.now() + (this.#offset ?? 0);
  }

  /** As the server's timestamps are written. */
  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  /** An answer's `Date`, in whole seconds, was written after the request was sent and before the answer was here. */
  answered(date: string | null, sentAt: number): void {
    const told = Date.parse(date ?? "");
    const [low, high] = [told - Date.now(), told + 1_000 - sentAt];
    this.#fit(low, high, (low + high) / 2);
  }

  /** An event was made before it arrived, and not long before. */
  heard(timestamp: string): void {
    const low = Date.parse(timestamp) - Date.now();
    this.#fit(low, low + LatestMs, low);
  }

  /** Keeps an offset that agrees with the bounds: only one that does not is known to be wrong. */
  #fit(low: number, high: number, guess: number): void {
    const known = this.#offset ?? Number.POSITIVE_INFINITY;
    if (Number.isNaN(guess) || (known >= low && known <= high)) return;
    this.#offset = known < low ? low : guess;
    this.#changed();
  }
}
