import type { Device } from "./device.js";
import { within } from "./environment.js";
import {
  isOutcome,
  ownerOf,
  readPage,
  type ClientEvents,
  type FeedPage,
  type Negotiation,
  type NotificationOutcome,
  type ServerEvents,
} from "./protocol.js";

/**
 * Gives the user's JWT, or `null` when nobody is signed in. `refresh` is true after the server refused the last one.
 * Leave it out when the token travels in the httpOnly cookie `fixia_access_token`.
 */
export type GetToken = (request: { refresh: boolean }) => string | null | Promise<string | null>;

export interface ApiOptions {
  negotiateUrl: string;
  apiUrl: string;
  getToken?: GetToken | undefined;
  /** Tells the server which device it is that connects. */
  device?: Device | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** How long one request may take, the token and the answer's body included, in ms. */
  timeoutMs?: number | undefined;
}

/** Hears what every request tells besides its answer. */
export interface ApiObserver {
  /** An answer is here, whatever its status. `sentAt` is the device's time, in ms since the epoch. */
  answered(response: Response, sentAt: number): void;
  /** There was none. */
  unanswered(): void;
  /** Whose the answer is, as far as it says so; told before anybody else has it. */
  owner(user: string | undefined): void;
  /** The server's time, in ms since the epoch. */
  now(): number;
}

/** Nobody is signed in, or the server refused a fresh token too. */
export class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

/** The server answered with an error status. */
export class HttpError extends Error {
  override readonly name: string = "HttpError";

  constructor(
    readonly status: number,
    /** From `Retry-After`, in ms. */
    readonly retryAfterMs: number | undefined,
    detail: string,
  ) {
    super(detail);
  }
}

/** How long the server wishes a client to wait between two polls, in ms, as far as it says so. */
export interface PollIntervals {
  disconnectedMs: number | undefined;
  connectedMs: number | undefined;
}

/** A feed page, or nothing new since the last one. */
export interface FeedAnswer {
  /** `null` when the server said 304. */
  page: FeedPage | null;
  /** From `X-Poll-Interval` and `X-Poll-Interval-Live`. */
  wished: PollIntervals;
}

/** Which page of which feed. */
export interface PageRequest {
  /** Of the page before; left out, the newest. */
  cursor?: string | null | undefined;
  /** Only unread ones. */
  unread?: boolean | undefined;
  /** Those that were archived, and no others. */
  archived?: boolean | undefined;
  /** Those that are snoozed, and no others. Not together with `archived`. */
  snoozed?: boolean | undefined;
  /** Only those of one type. */
  type?: string | undefined;
}

export type MarkAction = "read" | "unread" | "archive" | "delete" | "restore" | "snooze";

/** What some of the actions need to know. */
export interface MarkDetails {
  /** Whether those that are restored come back so. */
  unread?: boolean;
  /** When those that are snoozed come back. */
  until?: string;
}

export interface Answer {
  response: Response;
  /** Reads the body, in what is left of the time. */
  read(): Promise<unknown>;
}

const nobody: ApiObserver = { answered() {}, unanswered() {}, owner() {}, now: () => Date.now() };

/** The longest wait that is taken from a server, in ms. */
const LongestWaitMs = 3_600_000;

/** The HTTP side: one method an endpoint, a token on each, one retry with a fresh token after a 401. */
export class Api {
  readonly #options: ApiOptions;
  readonly #observer: ApiObserver;
  readonly #fetch: typeof globalThis.fetch;
  #etag: string | null = null;
  /** The last answer of that; `undefined` before. */
  negotiated: Negotiation | undefined;

  constructor(options: ApiOptions, observer = nobody) {
    this.#options = options;
    this.#observer = observer;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  async negotiate(signal: AbortSignal): Promise<Negotiation> {
    const device = this.#options.device?.describe();
    const body = device && json({ device });
    const { read } = await this.#send(this.#options.negotiateUrl, { method: "POST", ...body, signal });
    const negotiation = (await read()) as Negotiation;
    this.#observer.owner(negotiation.userId);
    return (this.negotiated = negotiation);
  }

  /** The newest page, conditional on its ETag. */
  async newest(signal: AbortSignal): Promise<FeedAnswer> {
    const headers: Record<string, string> = this.#etag ? { "If-None-Match": this.#etag } : {};
    const { response, read } = await this.#send(this.#url("notifications"), { headers, signal });
    const wished = {
      disconnectedMs: seconds(response.headers.get("X-Poll-Interval")),
      connectedMs: seconds(response.headers.get("X-Poll-Interval-Live")),
    };
    if (response.status === 304) return { page: null, wished };
    const page = this.#page(await read());
    this.#etag = response.headers.get("ETag");
    return { page, wished };
  }

  /** Any page, such as the one that follows a cursor, older. */
  async page(request: PageRequest, signal: AbortSignal): Promise<FeedPage> {
    const asked = Object.entries(request).filter(([, value]) => value);
    const url = `${this.#url("notifications")}?${new URLSearchParams(asked.map(([name, value]) => [name, `${value}`]))}`;
    const { read } = await this.#send(url, { signal });
    return this.#page(await read());
  }

  /** The counts alone, as they are pushed otherwise. */
  async counts(signal: AbortSignal): Promise<ServerEvents["notification:unread-count"]> {
    const { read } = await this.#send(this.#url("notifications/unread-count"), { signal });
    const counts = (await read()) as ServerEvents["notification:unread-count"];
    this.#observer.owner(counts.userId);
    return counts;
  }

  /** Does one thing with one by its own endpoint, which every server has, or with several, or by its details, at once. */
  mark(ids: readonly string[], action: MarkAction, signal: AbortSignal, details?: MarkDetails): Promise<void> {
    if (ids.length > 1 || details) return this.#change("POST", "marks", signal, { ids, action, ...details });
    const path = encodeURIComponent(ids[0]!);
    return action === "delete" ? this.#change("DELETE", path, signal) : this.#change("POST", `${path}/${action}`, signal);
  }

  /** Presses a button of one. Gives the outcome that holds: another where another button was pressed first. */
  async act(id: string, action: string, signal: AbortSignal): Promise<NotificationOutcome> {
    const url = this.#url(`notifications/${encodeURIComponent(id)}/actions/${encodeURIComponent(action)}`);
    const { response, read } = await this.#send(url, { method: "POST", signal, keepalive: true }, [409]);
    const body = (await read()) as { outcome?: unknown } | null;
    const outcome = response.ok ? body : body?.outcome;
    if (!isOutcome(outcome)) throw new HttpError(response.status, undefined, `POST answered ${response.status} without an outcome`);
    return outcome;
  }

  /** `before`: when the newest was created that the user was shown. */
  markAllRead(before: string | undefined, signal: AbortSignal): Promise<void> {
    return this.#change("POST", "read-all", signal, before && { before });
  }

  markSeen(before: string | undefined, signal: AbortSignal): Promise<void> {
    return this.#change("POST", "seen", signal, before && { before });
  }

  received(report: ClientEvents["received"], signal: AbortSignal): Promise<void> {
    return this.#change("POST", "received", signal, report);
  }

  /** Archives some of what is read; says what that was, and whether more is left. */
  async archiveRead(before: string | undefined, signal: AbortSignal): Promise<{ hasMore?: boolean; ids?: string[] }> {
    const { read } = await this.#send(this.#url("notifications/archive-read"), { method: "POST", signal, ...json({ before }) });
    return (await read()) as { hasMore?: boolean; ids?: string[] };
  }

  /** Calls an endpoint that is another class's. A status among `answers` is no error. */
  call(path: string, init: RequestInit & { signal: AbortSignal }, answers?: readonly number[]): Promise<Answer> {
    return this.#send(this.#url(path), init, answers);
  }

  /** Says whose such an answer was. */
  tellOwner(user: string | undefined): void {
    this.#observer.owner(user);
  }

  async #change(method: string, path: string, signal: AbortSignal, body?: unknown): Promise<void> {
    // What the user did last reaches the server even when the page is closed right afterwards.
    await this.#send(this.#url(`notifications/${path}`), { method, signal, keepalive: true, ...(body ? json(body) : {}) });
  }

  #page(body: unknown): FeedPage {
    const page = readPage(body);
    this.#observer.owner(ownerOf(page));
    return page;
  }

  #url(path: string): string {
    return `${this.#options.apiUrl.replace(/\/$/, "")}/${path}`;
  }

  async #send(
    url: string,
    init: RequestInit & { signal: AbortSignal },
    answers: readonly number[] = [304],
  ): Promise<Answer> {
    for (let refresh = false; ; refresh = true) {
      const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? 15_000);
      const signal = AbortSignal.any([init.signal, timeout]);
      const headers = new Headers(init.headers);
      if (this.#options.getToken) {
        const token = await within(signal, this.#options.getToken({ refresh }));
        if (!token) throw new SignedOutError("No token: nobody is signed in.");
        headers.set("Authorization", `Bearer ${token}`);
      }
      const sentAt = Date.now();
      const answer = this.#fetch(url, {
        credentials: this.#options.getToken ? "same-origin" : "include",
        // The cache would turn the server's 304 into a 200, and this client keeps what it knows itself.
        cache: "no-store",
        ...init,
        headers,
        signal,
      });
      const response = await within(signal, answer).catch((error: unknown) => {
        if (!init.signal.aborted) this.#observer.unanswered();
        throw error;
      });
      this.#observer.answered(response, sentAt);
      if (response.ok || answers.includes(response.status))
        return { response, read: () => within(signal, response.json()) };
      if (response.status !== 401) {
        const retryAfterMs = retryAfter(response, this.#observer.now());
        throw new HttpError(response.status, retryAfterMs, `${init.method ?? "GET"} answered ${response.status}`);
      }
      if (refresh || !this.#options.getToken) throw new SignedOutError("The server refused the token.");
    }
  }
}

const json = (body: unknown) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** `Retry-After` has seconds, or a date by the server's clock. */
function retryAfter({ headers }: Response, now: number): number | undefined {
  const value = headers.get("Retry-After");
  // A date begins with the day of the week; browsers would read one from many a text.
  const ms = seconds(value) ?? (/^[a-z]{3}/i.test(value ?? "") ? Date.parse(value!) - now : Number.NaN);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LongestWaitMs);
}

function seconds(header: string | null): number | undefined {
  const value = header?.trim() ? Number(header) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined;
}
