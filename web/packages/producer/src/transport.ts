import { FixiaError, isTransient, type Failure } from "./error.js";
import { fromJson, toJson } from "./json.js";
import { Lines } from "./lines.js";
import type { Settings } from "./options.js";
import type { CreatedNotifications, FailedUser, ProblemDetails, UpdatedKey } from "./types.js";
import { delayMs, retryAfterMs, sleep, Watchdog } from "./waiting.js";

/** One logical call, which may take several requests. */
export interface Call {
  /** What messages call it. Paths are left out of them, because they hold ids and keys. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base, percent-encoded. */
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly signal: AbortSignal | undefined;
}

type Outcome<T> = { readonly body: T } | Failure;

/** The HTTP side: sends a call until it is answered for good. */
export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * Sends a call, again where that may help: after no answer, 408, 429 and 5xx, and after 207 until no user is left. All requests of a
   * call have the same idempotency key and body, which is what the server asks for to complete what it began.
   * @returns The body of the answer; `null` when it has none.
   * @throws FixiaError It failed for good, or as often as it may be tried.
   */
  async send<T>(call: Call): Promise<T> {
    const { body, idempotencyKey = null, signal } = call;
    const content = body === undefined || body instanceof Lines ? body : toJson(body);
    let failures: readonly FailedUser[] = [];
    for (let attempts = 1; ; attempts++) {
      signal?.throwIfAborted();
      const outcome = await this.#attempt<T>(call, content);
      if ("body" in outcome) return outcome.body;
      failures = outcome.failures ?? failures;
      const canRepeat = isTransient(outcome) && !(content instanceof Lines && !content.canRepeat);
      const wait = delayMs(attempts, outcome.retryAfterMs ?? null, this.#settings);
      if (!canRepeat || attempts >= this.#settings.maxAttempts || wait === null) {
        throw new FixiaError({ ...outcome, failures }, { attempts, idempotencyKey });
      }
      await sleep(wait, signal);
    }
  }

  async #attempt<T>(call: Call, content: string | Lines | undefined): Promise<Outcome<T>> {
    const { base, fetch, timeoutMs } = this.#settings;
    const { name, method, path, signal } = call;
    const ending = new AbortController();
    const watchdog = new Watchdog(timeoutMs, () => ending.abort());
    const abort = (): void => ending.abort(signal!.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const response = await fetch(base + path, {
        method,
        headers: headersOf(call, this.#settings),
        signal: ending.signal,
        // Wherever a redirect leads to would get the key.
        redirect: "manual",
        ...bodyOf(content, watchdog, ending.signal),
      });
      return read<T>(name, response, await response.text());
    } catch (cause) {
      signal?.throwIfAborted();
      if (content instanceof Lines && content.failure !== undefined) throw content.failure.reason;
      const why = ending.signal.aborted ? `nothing moved for ${timeoutMs} ms` : "the connection failed";
      return { message: `${name} got no answer: ${why}.`, status: null, cause };
    } finally {
      watchdog.end();
      ending.abort();
      signal?.removeEventListener("abort", abort);
    }
  }
}

function headersOf({ body, idempotencyKey }: Call, { key, producerKey }: Settings): Record<string, string> {
  const headers: Record<string, string> = { "x-functions-key": key, Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = body instanceof Lines ? "application/x-ndjson" : "application/json";
  if (producerKey !== undefined) headers["x-producer-key"] = producerKey;
  if (idempotencyKey !== undefined) headers["Idempotency-Key"] = idempotencyKey;
  return headers;
}

/** `duplex` is missing from the types of `fetch`, and required for streams. */
function bodyOf(content: string | Lines | undefined, watchdog: Watchdog, ended: AbortSignal): RequestInit & { readonly duplex?: "half" } {
  if (content === undefined) return {};
  return content instanceof Lines ? { body: content.stream(watchdog, ended), duplex: "half" } : { body: content };
}

type Partly = (CreatedNotifications | UpdatedKey) & { readonly failures: readonly FailedUser[] };

function read<T>(name: string, response: Response, text: string): Outcome<T> {
  const { status, ok, headers } = response;
  if (status === 204) return { body: null as T };
  const json = fromJson(text);
  const body = typeof json === "object" ? json : null;
  if (ok && body === null) return { message: `${name} was answered ${status}, but not in JSON.`, status };
  if (status === 207) {
    const { failures, ...answer } = body as Partly;
    return { message: `${name} could not serve ${failures.length} of its users.`, status, failures, answer: answer as Partly };
  }
  if (ok) return { body: body as T };
  const problem = body as ProblemDetails | null;
  const said = [problem?.title, problem?.detail].filter((part) => typeof part === "string").join(" ");
  const message = `${name} was answered ${status}${said === "" ? "." : `: ${said}`}`;
  return { message, status, problem, retryAfterMs: retryAfterMs(headers) };
}
