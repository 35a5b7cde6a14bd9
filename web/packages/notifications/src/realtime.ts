import { HttpError, SignedOutError, type Api } from "./api.js";
import type { Backoff } from "./backoff.js";
import { openConnection, type Connection } from "./connection.js";
import { browserOnline, pageVisible, sleep, type Signal } from "./environment.js";
import { Heartbeat, type HeartbeatOptions } from "./heartbeat.js";
import type { ClientEventName, ClientEvents, ServerEvent } from "./protocol.js";

/** `down`: the last attempt failed and the next one waits for its backoff. */
export type RealtimeState = "connecting" | "live" | "recovering" | "down";

export interface RealtimeOptions {
  api: Api;
  backoff: Backoff;
  heartbeat: HeartbeatOptions;
  /** A connection that lived this long, in ms, counts as stable and resets the backoff. */
  stableAfterMs: number;
  /** How long opening a connection may take, in ms. */
  connectTimeoutMs: number;
  online?: Signal | undefined;
  visible?: Signal | undefined;
  WebSocket?: typeof WebSocket | undefined;
  onState(state: RealtimeState): void;
  /** A new connection, not a recovered one: what happened before it is unknown. */
  onConnected(): void;
  onEvents(events: ServerEvent[]): void;
  onSignedOut(): void;
}

/** Keeps one connection alive: negotiate, connect, heartbeat, and again after a backoff. */
export class Realtime {
  readonly #options: RealtimeOptions;
  #stop: AbortController | undefined;
  #retryNow: AbortController | undefined;
  #connection: Connection | undefined;
  #heartbeat: Heartbeat | undefined;

  constructor(options: RealtimeOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    if (!this.#connection) return Promise.reject(new Error("No live connection."));
    return this.#connection.send(event, data);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { api, backoff, online = browserOnline, visible = pageVisible, onState } = this.#options;
    const woken = (): void => {
      if (online.get()) this.#retryNow?.abort();
      if (visible.get()) this.#heartbeat?.wake();
    };
    const unsubscribe = [online.subscribe(woken), visible.subscribe(woken)];
    onState("connecting");
    while (!signal.aborted) {
      let wait = 0;
      if (online.get()) {
        try {
          const { url } = await api.negotiate(signal);
          const wasLive = await this.#hold(url, signal);
          if (!signal.aborted) onState(wasLive ? "recovering" : "down");
        } catch (error) {
          if (signal.aborted) break;
          if (error instanceof SignedOutError) {
            this.#options.onSignedOut();
            break;
          }
          onState("down");
          wait = error instanceof HttpError ? (error.retryAfterMs ?? 0) : 0;
        }
        wait = Math.max(wait, backoff.next());
      } else {
        wait = Number.MAX_SAFE_INTEGER;
      }
      await this.#pause(wait, signal);
    }
    for (const stop of unsubscribe) stop();
  }

  /** Waits for the next attempt; coming online cuts it short. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    this.#retryNow = new AbortController();
    // Timers hold 31 bits.
    await sleep(Math.min(ms, 2 ** 31 - 1), AbortSignal.any([signal, this.#retryNow.signal]));
    this.#retryNow = undefined;
  }

  /** Holds a connection until it is closed for good; tells whether it ever was live. */
  #hold(url: string, signal: AbortSignal): Promise<boolean> {
    const { backoff, heartbeat, stableAfterMs, connectTimeoutMs, onState, onConnected, onEvents } = this.#options;
    return new Promise((resolve) => {
      let liveSince = Number.NaN;
      const close = (): void => connection.close();
      const timeout = setTimeout(close, connectTimeoutMs);
      const beat = (): void => {
        this.#heartbeat?.stop();
        this.#heartbeat = new Heartbeat(connection, heartbeat);
      };
      const connection = openConnection(
        url,
        {
          connected: () => {
            clearTimeout(timeout);
            liveSince = Date.now();
            this.#connection = connection;
            beat();
            onState("live");
            onConnected();
          },
          interrupted: () => {
            this.#heartbeat?.stop();
            onState("recovering");
          },
          recovered: () => {
            beat();
            onState("live");
          },
          events: onEvents,
          closed: () => {
            clearTimeout(timeout);
            this.#heartbeat?.stop();
            this.#heartbeat = undefined;
            this.#connection = undefined;
            signal.removeEventListener("abort", close);
            if (Date.now() - liveSince >= stableAfterMs) backoff.reset();
            resolve(!Number.isNaN(liveSince));
          },
        },
        this.#options.WebSocket,
      );
      signal.addEventListener("abort", close);
    });
  }
}
