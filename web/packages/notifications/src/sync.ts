import { Backoff } from "./backoff.js";
import { isInvalid, type ClientEvents, type ServerEvents } from "./protocol.js";

export interface SyncOptions {
  send(request: ClientEvents["sync-request"]): Promise<void>;
  /** Reads the newest page in another way: a sync got no answer. */
  fallBack(): void;
  /** How long an answer may take, in ms. */
  timeoutMs: number;
}

/** What makes a device ask may have been told to everybody: within which time they do. */
const SpreadMs = 2_000;

/** Asks, over a fresh connection, for what happened since the last sync, page by page. */
export class Sync {
  /** Where the next sync starts, which is where the last one ended; `null` asks for the newest page. */
  cursor: string | null = null;
  readonly #options: SyncOptions;
  readonly #backoff = new Backoff({ baseMs: 2_000, maxMs: 30_000 });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #unanswered = false;
  /** The next page of the sync under way. */
  #page: string | null = null;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** A sync that is under way begins anew: what changed meanwhile may lie in a second that its pages have passed. */
  start(): void {
    this.#page = null;
    this.#ask();
  }

  #ask(): void {
    this.#unschedule();
    this.#unanswered = true;
    const timer = (this.#timer = setTimeout(() => this.#retry(), this.#options.timeoutMs));
    const cursor = this.#page ?? this.cursor;
    // The service may keep a connection whose event failed, or drop it: a new one begins anew before this is due.
    this.#options.send(cursor ? { cursor } : {}).catch(() => {
      if (this.#timer === timer && this.#unanswered) this.#retry();
    });
  }

  /** Asks shortly, for this and for what else is heard of until then. */
  soon(): void {
    this.#soon ??= setTimeout(() => this.start(), Math.random() * SpreadMs);
  }

  /** The connection goes on after an interruption, which may have swallowed a request. */
  resume(): void {
    if (this.#unanswered) this.start();
  }

  stop(): void {
    this.#unschedule();
    this.#unanswered = false;
  }

  answered({ cursor, hasMore }: ServerEvents["notification:sync-response"]): void {
    clearTimeout(this.#timer);
    this.#unanswered = false;
    this.#backoff.reset();
    // A server that hands out the same cursor twice would keep this going for ever.
    if (hasMore && cursor && cursor !== (this.#page ?? this.cursor)) {
      this.#page = cursor;
      this.#ask();
      return;
    }
    this.#page = null;
    if (cursor) this.cursor = cursor;
  }

  /** The server answered with an `error` event. */
  refused({ code, retryAfterMs }: ServerEvents["error"]): void {
    // A cursor that the server does not take now it will not take later.
    if (isInvalid(code)) this.cursor = null;
    this.#retry(retryAfterMs);
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  #retry(waitMs = 0): void {
    clearTimeout(this.#timer);
    this.#options.fallBack();
    this.#timer = setTimeout(() => this.start(), Math.max(waitMs, this.#backoff.next()));
  }
}
