import { Backoff } from "./backoff.js";
import { sleep } from "./environment.js";
import { isInvalid, type ClientEventName, type ClientEvents, type ServerEvents } from "./protocol.js";

type Send = (event: ClientEventName, data: ClientEvents[ClientEventName]) => Promise<void>;

interface Entry {
  readonly event: ClientEventName;
  readonly data: ClientEvents[ClientEventName];
  readonly backoff: Backoff;
  attempts: number;
  sentAt: number;
}

/** How often one event is sent at most, which takes about four minutes. */
const MaxAttempts = 12;

/** How long after it was sent the server may still refuse an event, in ms. */
const RefusalMs = 30_000;

/**
 * Sends the events of the app, and again when that failed: when the service says so and keeps the connection, when it
 * drops the connection, and when it takes the event and the server then answers with an `error`. So the same event may
 * arrive more than once.
 */
export class Outbox {
  readonly #send: Send;
  readonly #ended = new AbortController();
  readonly #sent = new Set<Entry>();

  /** `send` rejects when there is no connection, and when the service does not take the event. */
  constructor(send: Send) {
    this.#send = send;
  }

  /** Resolves when the service has it; rejects when it would not take it for minutes. */
  send: Send = (event, data) =>
    this.#attempt({ event, data, attempts: 0, sentAt: 0, backoff: new Backoff({ baseMs: 1_000, maxMs: 30_000 }) });

  /** The server answered with an `error`: it names the event, not which one of several. */
  refused({ event, code, retryAfterMs = 0 }: ServerEvents["error"]): void {
    for (const entry of this.#sent) {
      if (entry.event !== event) continue;
      this.#sent.delete(entry);
      if (!isInvalid(code) && entry.attempts < MaxAttempts) void this.#again(entry, retryAfterMs).catch(() => undefined);
    }
  }

  /** What waits is not sent any more. */
  stop(): void {
    this.#ended.abort();
  }

  async #attempt(entry: Entry): Promise<void> {
    entry.attempts++;
    entry.sentAt = Date.now();
    for (const earlier of this.#sent) if (entry.sentAt - earlier.sentAt > RefusalMs) this.#sent.delete(earlier);
    this.#sent.add(entry);
    try {
      await this.#send(entry.event, entry.data);
    } catch (error) {
      // Refused already, it waits for its next attempt.
      if (!this.#sent.delete(entry)) return;
      if (entry.attempts >= MaxAttempts) throw error;
      await this.#again(entry, 0);
    }
  }

  async #again(entry: Entry, waitMs: number): Promise<void> {
    const { signal } = this.#ended;
    await sleep(Math.max(waitMs, entry.backoff.next()), signal);
    if (signal.aborted) throw new Error("The client was stopped.");
    await this.#attempt(entry);
  }
}
