import type { Connection } from "./connection.js";

export interface HeartbeatOptions {
  /** Time between two pings of the service, in ms. */
  pingMs: number;
  /** Time between two pings that the functions answer, in ms. */
  endToEndPingMs: number;
  /** Silence after which a connection counts as dead, in ms. */
  deadAfterMs: number;
}

/** How long a woken page waits for an answer before it gives the connection up. */
const WakeAnswerMs = 5_000;

/**
 * Keeps a live connection by pings that the service answers, and abandons it when it falls silent. Now and then, and when
 * the page wakes up, a ping goes all the way to the functions.
 */
export class Heartbeat {
  readonly #connection: Connection;
  readonly #options: HeartbeatOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #wakeTimer: ReturnType<typeof setTimeout> | undefined;
  #pingedAt = Date.now();

  constructor(connection: Connection, options: HeartbeatOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.pingMs);
  }

  /** The page woke up: timers may have stood still, so ask at once whether the connection still lives. */
  wake(): void {
    if (this.#wakeTimer !== undefined) return;
    const heard = this.#connection.lastHeard();
    // A clock that was set back makes what was heard lie in the future.
    if (Math.abs(Date.now() - heard) < WakeAnswerMs) return;
    this.#ping();
    this.#wakeTimer = setTimeout(() => {
      this.#wakeTimer = undefined;
      if (this.#connection.lastHeard() === heard) this.#connection.abandon();
    }, WakeAnswerMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#wakeTimer);
  }

  #beat(): void {
    const silence = Date.now() - this.#connection.lastHeard();
    // Far beyond the deadline means that this page slept, which says nothing about the connection; nor does a clock that
    // was set back.
    if (silence < 0 || silence > this.#options.deadAfterMs + this.#options.pingMs) this.wake();
    else if (silence > this.#options.deadAfterMs) this.#connection.abandon();
    else if (Math.abs(Date.now() - this.#pingedAt) >= this.#options.endToEndPingMs) this.#ping();
    else this.#connection.probe();
  }

  #ping(): void {
    this.#pingedAt = Date.now();
    // A ping that can't be sent needs no handling: the silence that follows is what counts.
    this.#connection.send("ping", { timestamp: new Date().toISOString() }).catch(() => undefined);
  }
}
