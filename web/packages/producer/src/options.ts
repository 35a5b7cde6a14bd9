export interface FixiaProducerOptions {
  /** Base of the API, such as `https://fixia.azurewebsites.net/api`: no credentials, no query. */
  readonly url: string | URL;
  /** The function key of producers. */
  readonly key: string;
  /** The key of a producer that goes by a name, with rights of its own; none by default. */
  readonly producerKey?: string | undefined;
  /** Default: Node's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long an attempt may go without progress, in ms: the time that a source of sends takes does not count. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How often a call is tried at most, the first time included. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Upper bound of the first delay between two attempts, in ms; it doubles each time. Default 500. */
  readonly baseDelayMs?: number | undefined;
  /** Upper bound of every delay, in ms. A server that asks for more is not waited for: the call fails. Default 30,000. */
  readonly maxDelayMs?: number | undefined;
}

/** Of every call. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. What the server has accepted by then stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Of calls that create something. */
export interface CreateOptions extends CallOptions {
  /**
   * Makes the call the same as an earlier one with the same arguments, for 24 hours: what that has created is found, not created again.
   * Give one where the call itself may be repeated, as by a job queue. 1 to 255 characters of visible ASCII; random by default.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The options with their defaults. */
export interface Settings {
  readonly base: string;
  readonly key: string;
  readonly producerKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

const visible = /^[\x21-\x7e]+$/;

/** Whether a text can be an idempotency key. */
export const isIdempotencyKey = (text: string): boolean => text.length <= 255 && visible.test(text);

/**
 * Checks the options, because what is wrong with them would fail at every call, and in the words of `fetch`, which quotes headers.
 * @throws TypeError An option can't be used; keys are never quoted.
 */
export function settingsOf(options: FixiaProducerOptions): Settings {
  const { url, key, producerKey, fetch = globalThis.fetch, timeoutMs = 30_000, maxAttempts = 5, baseDelayMs = 500, maxDelayMs = 30_000 } = options;
  checkKey(key, "key");
  if (producerKey !== undefined) checkKey(producerKey, "producerKey");
  return {
    base: baseOf(url),
    key,
    producerKey,
    fetch,
    timeoutMs: atLeast(1, timeoutMs, "timeoutMs"),
    maxAttempts: atLeast(1, maxAttempts, "maxAttempts"),
    baseDelayMs: atLeast(0, baseDelayMs, "baseDelayMs"),
    maxDelayMs: atLeast(0, maxDelayMs, "maxDelayMs"),
  };
}

function checkKey(key: unknown, name: string): void {
  if (typeof key !== "string" || !visible.test(key)) throw new TypeError(`'${name}' must be visible ASCII without blanks.`);
}

function baseOf(text: string | URL): string {
  // The message of the URL class quotes what it was given, which may hold a key.
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new TypeError("'url' must be an http(s) URL.");
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError("'url' must have no credentials, no query and no fragment; the key goes into 'key'.");
  }
  return url.href.replace(/\/*$/, "");
}

function atLeast(least: number, value: number, name: string): number {
  if (!(value >= least)) throw new TypeError(`'${name}' must be a number of at least ${least}.`);
  return value;
}
