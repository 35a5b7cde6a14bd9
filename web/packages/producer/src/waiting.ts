/** Waits. @throws The signal's reason, as soon as it is aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** What `Retry-After` asks to wait, in ms: it holds seconds, or a date by the server's clock. `null` when it asks for nothing. */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get("Retry-After")?.trim();
  if (value === undefined || value === "") return null;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const now = Date.parse(headers.get("Date") ?? "");
  return Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}

export interface DelayBounds {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * How long to wait before another attempt, in ms; `null` when the server asks for more than is waited. A wait that the server names is
 * never shortened, and a little longer at random, because it tells everybody the same. Else it is exponential with full jitter.
 * @param attempt The attempt that failed, from 1.
 * @param askedMs What the server asked for.
 */
export function delayMs(attempt: number, askedMs: number | null, { baseDelayMs, maxDelayMs }: DelayBounds): number | null {
  if (askedMs !== null) return askedMs > maxDelayMs ? null : askedMs + Math.random() * baseDelayMs;
  return Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 30));
}

/** A deadline that progress moves on, and that can stand still. */
export class Watchdog {
  readonly #ms: number;
  readonly #bark: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasEnded = false;

  /** Starts it: `bark` is called once nothing has moved it for `ms`. */
  constructor(ms: number, bark: () => void) {
    this.#ms = ms;
    this.#bark = bark;
    this.start();
  }

  start(): void {
    this.stop();
    if (!this.#hasEnded) this.#timer = setTimeout(this.#bark, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Stops it for good, whoever still starts it. */
  end(): void {
    this.#hasEnded = true;
    this.stop();
  }
}
