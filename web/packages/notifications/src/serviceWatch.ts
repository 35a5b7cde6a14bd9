import type { Signal } from "./environment.js";

export interface ServiceWatchOptions {
  online: Signal;
  /** Whether there is nothing to complain of. */
  serves(): boolean;
  /** Lets another tab try, if there is one. */
  giveUp(): void;
}

/** How long a leader without a connection keeps the others from trying, in ms. */
const PatienceMs = { online: 30_000, offline: 3_000 };

/** Has a leader give up its place that has had no connection for long: another tab may be able to. */
export class ServiceWatch {
  readonly #options: ServiceWatchOptions;
  #patienceMs: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ServiceWatchOptions) {
    this.#options = options;
  }

  /** Something changed that bears on it. */
  check(): void {
    const { online, serves, giveUp } = this.#options;
    const ms = serves() ? null : online.get() ? PatienceMs.online : PatienceMs.offline;
    if (ms === this.#patienceMs) return;
    this.stop();
    this.#patienceMs = ms;
    if (ms === null) return;
    this.#timer = setTimeout(() => {
      this.#patienceMs = null;
      giveUp();
      this.check();
    }, ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#patienceMs = null;
  }
}
