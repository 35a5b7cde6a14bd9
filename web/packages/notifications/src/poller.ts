import { HttpError, type PollIntervals } from "./api.js";
import type { Signal } from "./environment.js";

export interface PollerOptions {
  /** Asks the server; resolves to the intervals that it wishes. */
  poll(signal: AbortSignal): Promise<PollIntervals>;
  /** Interval while no connection is live, in ms. */
  disconnectedMs: number;
  /** Interval while a connection is live, in ms. */
  connectedMs: number;
  online: Signal;
  visible: Signal;
  /** Hears of the interval whenever the next poll is planned, in ms. */
  paced(ms: number): void;
}

/** With each refusal in a row the interval doubles, so that a server in trouble has less and less to do, this often. */
const MostDoublings = 4;

/** A part of a doubled interval is random, so that pollers that were refused together do not come back together. */
const Jitter = 0.5;

/**
 * Polls at one of two paces, never faster than the server wishes, slower while it refuses, and not at all while offline or
 * hidden: a poll that fell due then, or failed, is made up for on return.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #online: Signal;
  readonly #visible: Signal;
  readonly #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: { promise: Promise<void>; abort: AbortController } | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #wished: PollIntervals = { disconnectedMs: undefined, connectedMs: undefined };
  /** The server asked to be left alone until then. */
  #notBefore = 0;
  #live = false;
  #started = false;
  #failed = false;
  /** How many polls in a row the server has refused. */
  #refusals = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#online = options.online;
    this.#visible = options.visible;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    const returned = (): void => {
      if (this.#failed) this.#lastAt = Number.NEGATIVE_INFINITY;
      this.#schedule();
    };
    this.#stops.push(this.#online.subscribe(returned), this.#visible.subscribe(returned));
    this.#schedule();
  }

  stop(): void {
    this.#started = false;
    for (const stop of this.#stops.splice(0)) stop();
    clearTimeout(this.#timer);
    this.#running?.abort.abort();
    this.#running = undefined;
    this.#lastAt = Number.NEGATIVE_INFINITY;
    this.#refusals = 0;
  }

  /** Tells whether a connection is live, which slows the polling down. */
  setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#schedule();
  }

  /** Polls without waiting for the interval; joins a poll that already runs. */
  now(): Promise<void> {
    if (this.#running) return this.#running.promise;
    clearTimeout(this.#timer);
    const abort = new AbortController();
    const promise = this.#poll(abort.signal).finally(() => {
      if (abort.signal.aborted) return;
      this.#running = undefined;
      this.#lastAt = Date.now();
      this.#schedule();
    });
    this.#running = { promise, abort };
    return promise;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    this.#failed = true;
    try {
      this.#wished = await this.#options.poll(signal);
      this.#failed = false;
      this.#refusals = 0;
    } catch (error) {
      if (error instanceof HttpError) {
        this.#notBefore = Date.now() + (error.retryAfterMs ?? 0);
        this.#refusals++;
      }
      throw error;
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#started || this.#running || !this.#online.get() || !this.#visible.get()) return;
    const { connectedMs, disconnectedMs } = this.#options;
    // An older server has one wish for both.
    const wishedMs = (this.#live ? this.#wished.connectedMs : undefined) ?? this.#wished.disconnectedMs ?? 0;
    const pace = Math.max(this.#live ? connectedMs : disconnectedMs, wishedMs);
    this.#options.paced(pace);
    const slower = 2 ** Math.min(this.#refusals, MostDoublings) * (1 - Jitter * Math.random());
    const interval = this.#refusals > 0 ? pace * slower : pace;
    // A clock that was set back makes the last poll lie in the future: no poll is further away than the interval.
    const due = Math.min(this.#lastAt - Date.now(), 0) + interval;
    // A failed poll is reported by the poll function and simply tried again at the next interval.
    const ms = Math.max(0, due, this.#notBefore - Date.now());
    this.#timer = setTimeout(() => void this.now().catch(() => undefined), ms);
  }
}
