import type { Analytics, BatchPage, BatchStatus, DeadLetter, DeadLetterPage, Live, Problem, ScheduledPage, Timeline } from "./wire.js";

/** The API answered with an error status. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** From `Retry-After`, in seconds. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.title ?? `The API answered ${status}.`);
  }
}

/** Something answered, and it was no Fixia API. */
export class StrangeAnswerError extends Error {
  override readonly name = "StrangeAnswerError";
}

const TimeoutMs = 30_000;

/** The routes that the console uses. The keys are in here and nowhere else: closing the page forgets them. */
export class Api {
  readonly #base: string;
  readonly #keys: Record<string, string>;

  /** `ownKey`: of a producer that goes by a name; empty for none. */
  constructor(base: string, key: string, ownKey: string) {
    this.#base = base.replace(/\/+$/, "");
    this.#keys = { "x-functions-key": key, ...(ownKey && { "x-producer-key": ownKey }) };
  }

  /** Whether it answers on the origin that this page comes from. */
  get isOfThisPage(): boolean {
    return new URL(this.#base || "/", location.href).origin === location.origin;
  }

  /** Asks for something small that takes a key. */
  async check(signal: AbortSignal): Promise<void> {
    await this.deadLetters({ limit: "1" }, signal);
  }

  analytics(query: Query, signal: AbortSignal): Promise<Analytics> {
    return this.#read(`analytics${search(query)}`, "buckets", signal);
  }

  live(signal: AbortSignal): Promise<Live> {
    return this.#read("analytics/live?minutes=5", "series", signal);
  }

  scheduled(query: Query, signal: AbortSignal): Promise<ScheduledPage> {
    return this.#read(`scheduled${search(query)}`, "scheduled", signal);
  }

  /** A notification that waits is never sent to that user. */
  async cancelScheduled(user: string, id: string, signal: AbortSignal): Promise<void> {
    await this.#send(`${path("users", user)}/${path("scheduled", id)}`, "DELETE", signal);
  }

  batches(query: Query, signal: AbortSignal): Promise<BatchPage> {
    return this.#read(`batches${search(query)}`, "batches", signal);
  }

  batch(id: string, signal: AbortSignal): Promise<BatchStatus> {
    return this.#read(path("batches", id), "state", signal);
  }

  stopBatch(id: string, signal: AbortSignal): Promise<BatchStatus> {
    return this.#read(path("batches", id), "state", signal, "DELETE");
  }

  deadLetters(query: Query, signal: AbortSignal): Promise<DeadLetterPage> {
    return this.#read(`dead-letters${search(query)}`, "dead_letters", signal);
  }

  deadLetter(id: string, signal: AbortSignal): Promise<DeadLetter> {
    return this.#read(path("dead-letters", id), "id", signal);
  }

  async redrive(id: string, signal: AbortSignal): Promise<void> {
    await this.#send(`${path("dead-letters", id)}/redrive`, "POST", signal);
  }

  async deleteDeadLetter(id: string, signal: AbortSignal): Promise<void> {
    await this.#send(path("dead-letters", id), "DELETE", signal);
  }

  timeline(user: string, query: Query, signal: AbortSignal): Promise<Timeline> {
    return this.#read(`${path("users", user)}/timeline${search(query)}`, "notifications", signal);
  }

  /** `member`: what every such answer has; a page of something else does not. */
  async #read<T>(route: string, member: keyof T & string, signal: AbortSignal, method = "GET"): Promise<T> {
    const response = await this.#send(route, method, signal);
    const answer = (await response.json().catch(() => null)) as T | null;
    if (answer === null || typeof answer !== "object" || !(member in answer)) throw new StrangeAnswerError(route);
    return answer;
  }

  async #send(route: string, method: string, signal: AbortSignal): Promise<Response> {
    const response = await fetch(`${this.#base}/${route}`, {
      method,
      headers: { ...this.#keys, Accept: "application/json" },
      // The keys are all that is needed, and a redirect would take them elsewhere.
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TimeoutMs)]),
    });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as Problem | null;
    const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
    throw new ProblemError(response.status, problem ?? {}, Number.isFinite(wait) ? wait : undefined);
  }
}

export type Query = Record<string, string | undefined>;

const path = (collection: string, id: string): string => `${collection}/${encodeURIComponent(id)}`;

function search(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}
