import { refuse } from "./error.js";
import { Lines, sendsOf } from "./lines.js";
import { isIdempotencyKey, settingsOf, type CallOptions, type CreateOptions, type FixiaProducerOptions } from "./options.js";
import { Transport } from "./transport.js";
import type {
  Announcement,
  BatchContent,
  BatchPage,
  BatchSend,
  BatchStatus,
  CancelledKey,
  Content,
  CreatedNotifications,
  NotificationRequest,
  NotificationUpdate,
  ScheduledRequest,
  Source,
  UpdatedKey,
} from "./types.js";
import { sleep } from "./waiting.js";

export interface CancelOptions extends CallOptions {
  /** Whether what users have already is taken back. Default `false`. */
  readonly retract?: boolean | undefined;
}

export interface WaitOptions extends CallOptions {
  /** Time between two looks, in ms. Default 2,000. */
  readonly pollMs?: number | undefined;
}

/**
 * Sends notifications as a producer. Every call is repeated, within the bounds of the options, after no answer, 408, 429 and 5xx, and
 * creates nothing twice by that: all its requests have one idempotency key.
 *
 * Methods reject with a `FixiaError`, with the reason of an aborted signal, or with what a source of sends has thrown.
 */
export class FixiaProducer {
  readonly #transport: Transport;

  /** @throws TypeError An option can't be used. */
  constructor(options: FixiaProducerOptions) {
    this.#transport = new Transport(settingsOf(options));
  }

  /**
   * Sends one notification to each of up to 1,000 users, and resolves once it is stored for all of them. Users that could not be served
   * are tried again; if some are left, they are in the `failures` of the error, and the others in its `answer`.
   */
  async notify(notification: NotificationRequest, options: CreateOptions = {}): Promise<CreatedNotifications> {
    return this.#create("notify", "/notifications", notification, options);
  }

  /** The same at a time up to 366 days ahead. Give it a `key` to `update` or `cancel` it by. */
  async schedule(notification: ScheduledRequest, options: CreateOptions = {}): Promise<CreatedNotifications> {
    // Without it, it would be sent at once.
    if (notification.send_at == null) refuse("send_at", "is missing.");
    return this.#create("schedule", "/notifications", notification, options);
  }

  /**
   * Puts another content in the place of the whole old one: what was not sent is sent as it says then, and what users have changes in
   * place, without calling them again. 404 for an unknown key, 422 for one that was cancelled.
   */
  async update(key: string, update: NotificationUpdate, { signal }: CallOptions = {}): Promise<UpdatedKey> {
    const path = `/notifications/by-key/${segment(key, "key")}`;
    return this.#transport.send({ name: "update", method: "PUT", path, body: update, signal });
  }

  /**
   * Cancels what was not sent; with `retract` takes back what was. The key is spent then. 404 for an unknown key.
   * @returns `null` when nobody has it; else for how many users it was too late.
   */
  async cancel(key: string, { retract = false, signal }: CancelOptions = {}): Promise<CancelledKey | null> {
    const path = `/notifications/by-key/${segment(key, "key")}${retract ? "?retract=true" : ""}`;
    return this.#transport.send({ name: "cancel", method: "DELETE", path, signal });
  }

  /** Sends one notification to everybody. It can't be taken back, but expires. 409 while as many as may be alive are. */
  async announce(content: Content, options: CreateOptions = {}): Promise<Announcement> {
    const created = await this.#create<{ announcement: Announcement }>("announce", "/announcements", content, options);
    return created.announcement;
  }

  /**
   * Sends one notification to up to 100,000 users, at a bounded rate. A user who is named twice gets one.
   * @returns How far it is, once the server has stored all of it: see `batch` and `waitForBatch`.
   */
  sendBatch(notification: BatchContent, userIds: Source<string>, options?: CreateOptions): Promise<BatchStatus>;
  /**
   * Sends notifications of different contents, to up to 100,000 users in all, at a bounded rate. They are sent while they are made, 64 MiB
   * at most, and never held in memory. Of a list, a set, or a function that makes an iterable, a request that failed is repeated: the
   * function has to make the same again, or the server refuses it with 422.
   */
  sendBatch(sends: Source<BatchSend>, options?: CreateOptions): Promise<BatchStatus>;
  async sendBatch(
    first: BatchContent | Source<BatchSend>,
    second?: Source<string> | CreateOptions,
    third?: CreateOptions,
  ): Promise<BatchStatus> {
    const isOne = typeof first === "object" && "title" in first;
    // A text is an iterable too, of its characters.
    if (isOne && typeof second === "string") throw new TypeError("'userIds' must be a list or another source of user ids.");
    const sends = isOne ? sendsOf(first, second as Source<string>) : first;
    const options = (isOne ? third : (second as CreateOptions | undefined)) ?? {};
    return this.#create("sendBatch", "/batches", new Lines(sends), options);
  }

  /** How far a batch is. It is known for 30 days; 404 after that. */
  async batch(id: string, { signal }: CallOptions = {}): Promise<BatchStatus> {
    return this.#transport.send({ name: "batch", method: "GET", path: `/batches/${segment(id, "id")}`, signal });
  }

  /** The producer's own batches, newest first; everybody's for who may operate. Pages are read as far as somebody asks. */
  async *batches({ signal }: CallOptions = {}): AsyncGenerator<BatchStatus, void, undefined> {
    for (let cursor: string | null | undefined = ""; cursor !== null && cursor !== undefined; ) {
      const path: string = `/batches${cursor && `?cursor=${encodeURIComponent(cursor)}`}`;
      const page: BatchPage = await this.#transport.send<BatchPage>({ name: "batches", method: "GET", path, signal });
      yield* page.batches;
      cursor = page.cursor;
    }
  }

  /** Waits until a batch is done or was stopped. Look at `failed`: users that failed for good end it too. */
  async waitForBatch(id: string, { pollMs = 2_000, signal }: WaitOptions = {}): Promise<BatchStatus> {
    for (;;) {
      const status = await this.batch(id, { signal });
      if (status.state !== "running") return status;
      await sleep(pollMs, signal);
    }
  }

  /** Stops what is left of a batch; one that is done stays so. @returns How far it came. */
  async cancelBatch(id: string, { signal }: CallOptions = {}): Promise<BatchStatus> {
    return this.#transport.send({ name: "cancelBatch", method: "DELETE", path: `/batches/${segment(id, "id")}`, signal });
  }

  /** Closes every open device of a user, after a logout or a ban. Whoever still holds a valid token can connect again. */
  async disconnectUser(userId: string, { signal }: CallOptions = {}): Promise<void> {
    const path = `/users/${segment(userId, "userId")}/disconnect`;
    await this.#transport.send({ name: "disconnectUser", method: "POST", path, signal });
  }

  async #create<T>(name: string, path: string, body: object, { idempotencyKey = crypto.randomUUID(), signal }: CreateOptions): Promise<T> {
    if (!isIdempotencyKey(idempotencyKey)) refuse("idempotencyKey", "needs 1 to 255 characters of visible ASCII.");
    return this.#transport.send({ name, method: "POST", path, body, idempotencyKey, signal });
  }
}

/** A part of a path. URLs drop dot segments, however they are encoded, so that those would address something else. */
function segment(text: string, name: string): string {
  if (text === "" || text === "." || text === "..") refuse(name, "must not be empty, '.' or '..'.");
  try {
    return encodeURIComponent(text);
  } catch {
    refuse(name, "must be spelled in whole characters.");
  }
}
