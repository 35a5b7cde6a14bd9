import { HttpError, SignedOutError, type Api } from "./api.js";
import { Backoff } from "./backoff.js";
import { openConnection, type Connection } from "./connection.js";
import { sleep } from "./environment.js";
import { Heartbeat } from "./heartbeat.js";
import type { ClientSettings } from "./options.js";
import type { ClientEventName, ClientEvents, Negotiation, ServerEvent } from "./protocol.js";

/** `down`: no connection for longer than a moment, or the first attempt failed; trying goes on. */
export type RealtimeState = "connecting" | "live" | "recovering" | "down";

export interface RealtimeOptions {
  api: Api;
  settings: ClientSettings;
  /** Whether this tab is to hold a connection; asked when the server has said whose it would be. */
  admitted(): boolean;
  onState(state: RealtimeState): void;
  /** A new connection, not a recovered one: what happened before it is unknown. */
  onConnected(): void;
  /** The connection goes on, and nothing that the service sent is lost. */
  onRecovered(): void;
  /** The connection said something. */
  onHeard(): void;
  onEvents(events: ServerEvent[]): void;
  onSignedOut(): void;
  /** The server's time, in ms since the epoch. */
  now(): number;
}

/** How long a connection that is being opened or recovered may still be called so, in ms. */
const PatienceMs = 5_000;

/** How long the service keeps a connection to be recovered, in ms. */
const RecoveryMs = 30_000;

/** For how long a URL that was negotiated ahead is used, in ms. The server lets it live for minutes. */
const SpareMs = 30_000;

/** Keeps one connection alive: negotiate, connect, heartbeat, and again after a backoff. */
export class Realtime {
  readonly #options: RealtimeOptions;
  readonly #backoff: Backoff;
  #stop: AbortController | undefined;
  #retryNow: AbortController | undefined;
  #connection: Connection | undefined;
  #heartbeat: Heartbeat | undefined;
  #state: RealtimeState = "connecting";
  #spare: { negotiation: Negotiation; at: number } | undefined;
  #refused = false;
  #notBefore = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RealtimeOptions) {
    this.#options = options;
    const { reconnectBaseMs, reconnectMaxMs } = options.settings;
    this.#backoff = new Backoff({ baseMs: reconnectBaseMs, maxMs: reconnectMaxMs });
  }

  /** The server answered the last attempt, with an error: another tab would hear the same. */
  get refused(): boolean {
    return this.#refused;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    clearTimeout(this.#patience);
    this.#state = "connecting";
  }

  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void> {
    if (!this.#connection) return Promise.reject(new Error("No live connection."));
    return this.#connection.send(event, data);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { api } = this.#options;
    const { online, visible } = this.#options.settings;
    const woken = (): void => {
      if (!online.get() || !visible.get()) return;
      this.#startPatience();
      this.#heartbeat?.wake();
      // What the server asked for no return of the user cuts short.
      if (Date.now() >= this.#notBefore) this.#retryNow?.abort();
    };
    const unsubscribe = [online.subscribe(woken), visible.subscribe(woken)];
    this.#tell("connecting");
    while (!signal.aborted) {
      let wait = 0;
      if (online.get()) {
        try {
          const negotiation = this.#takeSpare() ?? (await api.negotiate(signal));
          this.#refused = false;
          if (signal.aborted) break;
          if (!this.#options.admitted()) {
            this.#spare = { negotiation, at: Date.now() };
            this.stop();
            break;
          }
          const wasLive = await this.#hold(negotiation, signal);
          if (!signal.aborted) this.#tell(wasLive ? "recovering" : "down");
        } catch (error) {
          if (signal.aborted) break;
          if (error instanceof SignedOutError) {
            this.#options.onSignedOut();
            break;
          }
          this.#tell("down");
          this.#refused = error instanceof HttpError;
          wait = error instanceof HttpError ? (error.retryAfterMs ?? 0) : 0;
          this.#notBefore = Date.now() + wait;
        }
        wait = Math.max(wait, this.#backoff.next());
      } else {
        wait = Number.MAX_SAFE_INTEGER;
      }
      await this.#pause(wait, signal);
    }
    for (const stop of unsubscribe) stop();
  }

  #takeSpare(): Negotiation | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare && Date.now() - spare.at < SpareMs ? spare.negotiation : undefined;
  }

  /** Tells the state. Whoever is down stays so until the connection lives: an attempt is no news. */
  #tell(state: RealtimeState): void {
    if (this.#state === "down" && state !== "live") return;
    this.#state = state;
    this.#startPatience();
    this.#options.onState(state);
  }

  /** Without a network there is nothing to be impatient about: it starts anew when that returns. */
  #startPatience(): void {
    clearTimeout(this.#patience);
    if (this.#state === "live" || this.#state === "down") return;
    const { online } = this.#options.settings;
    this.#patience = setTimeout(() => {
      if (online.get()) this.#tell("down");
    }, PatienceMs);
  }

  /** Waits for the next attempt; a return of the network or of the user cuts it short. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const retryNow = (this.#retryNow = new AbortController());
    // Timers hold 31 bits.
    await sleep(Math.min(ms, 2 ** 31 - 1), AbortSignal.any([signal, retryNow.signal]));
    // A stop and a start may have put another run in this one's place.
    if (this.#retryNow === retryNow) this.#retryNow = undefined;
  }

  /** Holds a connection until it is closed for good; tells whether it ever was live. */
  #hold({ url, userId, confirms }: Negotiation, signal: AbortSignal): Promise<boolean> {
    const { settings, onConnected, onRecovered, onHeard, onEvents, now } = this.#options;
    return new Promise((resolve) => {
      let liveSince = Number.NaN;
      const close = (): void => connection.close();
      let timeout = setTimeout(close, settings.timeoutMs);
      const beat = (): void => {
        this.#heartbeat?.stop();
        this.#heartbeat = new Heartbeat(connection, settings);
      };
      const connection = openConnection(
        url,
        {
          connected: (socketId) => {
            clearTimeout(timeout);
            liveSince = Date.now();
            this.#connection = connection;
            beat();
            this.#tell("live");
            onConnected();
            if (confirms !== false) return;
            const timestamp = new Date(now()).toISOString();
            onEvents([{ event: "connection-confirmed", data: { status: "connected", userId, socketId, timestamp } }]);
          },
          interrupted: () => {
            this.#heartbeat?.stop();
            // A network that swallows everything would keep the attempt to recover waiting for minutes.
            timeout = setTimeout(close, RecoveryMs);
            this.#tell("recovering");
          },
          recovered: () => {
            clearTimeout(timeout);
            beat();
            this.#tell("live");
            onRecovered();
          },
          heard: onHeard,
          events: onEvents,
          closed: () => {
            clearTimeout(timeout);
            this.#heartbeat?.stop();
            this.#heartbeat = undefined;
            this.#connection = undefined;
            signal.removeEventListener("abort", close);
            if (Date.now() - liveSince >= settings.stableAfterMs) this.#backoff.reset();
            resolve(!Number.isNaN(liveSince));
          },
        },
        settings.WebSocket,
      );
      signal.addEventListener("abort", close);
    });
  }
}
