import type { FeedPage, Negotiation, ServerEvents } from "./protocol.js";

/**
 * Gives the user's JWT, or `null` when nobody is signed in. `refresh` is true after the server refused the last one.
 * Leave it out when the token travels in the httpOnly cookie `fixia_access_token`.
 */
export type GetToken = (request: { refresh: boolean }) => string | null | Promise<string | null>;

export interface ApiOptions {
  negotiateUrl: string;
  apiUrl: string;
  getToken?: GetToken | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** How long one request may take, in ms. */
  timeoutMs?: number | undefined;
}

/** Nobody is signed in, or the server refused a fresh token too. */
export class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

/** The server answered with an error status. */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(
    readonly status: number,
    /** From `Retry-After`, in ms. */
    readonly retryAfterMs: number | undefined,
    detail: string,
  ) {
    super(detail);
  }
}

/** A feed page, or nothing new since the last one. */
export interface FeedAnswer {
  /** `null` when the server said 304. */
  page: FeedPage | null;
  /** From `X-Poll-Interval`, in ms. */
  pollIntervalMs: number | undefined;
}

/** The HTTP side: one method an endpoint, a token on each, one retry with a fresh token after a 401. */
export class Api {
  readonly #options: ApiOptions;
  readonly #fetch: typeof globalThis.fetch;
  #etag: string | null = null;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  async negotiate(signal: AbortSignal): Promise<Negotiation> {
    const response = await this.#send(this.#options.negotiateUrl, { method: "POST", signal });
    return (await response.json()) as Negotiation;
  }

  /** The newest page, conditional on its ETag. */
  async newest(signal: AbortSignal): Promise<FeedAnswer> {
    const headers: Record<string, string> = this.#etag ? { "If-None-Match": this.#etag } : {};
    // The cache would turn the server's 304 into a 200, and this client keeps what it knows itself.
    const response = await this.#send(this.#url("notifications"), { headers, signal, cache: "no-store" });
    const pollIntervalMs = seconds(response.headers.get("X-Poll-Interval"));
    if (response.status === 304) return { page: null, pollIntervalMs };
    const page = (await response.json()) as FeedPage;
    this.#etag = response.headers.get("ETag");
    return { page, pollIntervalMs };
  }

  /** The page that follows a cursor, older. */
  async older(cursor: string, signal: AbortSignal): Promise<FeedPage> {
    const response = await this.#send(`${this.#url("notifications")}?cursor=${encodeURIComponent(cursor)}`, { signal });
    return (await response.json()) as FeedPage;
  }

  /** The counts alone, as they are pushed otherwise. */
  async counts(signal: AbortSignal): Promise<ServerEvents["notification:unread-count"]> {
    const response = await this.#send(this.#url("notifications/unread-count"), { signal, cache: "no-store" });
    return (await response.json()) as ServerEvents["notification:unread-count"];
  }

  markRead(id: string, signal: AbortSignal): Promise<void> {
    return this.#change("POST", `${encodeURIComponent(id)}/read`, signal);
  }

  markAllRead(signal: AbortSignal): Promise<void> {
    return this.#change("POST", "read-all", signal);
  }

  markSeen(signal: AbortSignal): Promise<void> {
    return this.#change("POST", "seen", signal);
  }

  archive(id: string, signal: AbortSignal): Promise<void> {
    return this.#change("POST", `${encodeURIComponent(id)}/archive`, signal);
  }

  remove(id: string, signal: AbortSignal): Promise<void> {
    return this.#change("DELETE", encodeURIComponent(id), signal);
  }

  async #change(method: string, path: string, signal: AbortSignal): Promise<void> {
    // What the user did last reaches the server even when the page is closed right afterwards.
    await this.#send(this.#url(`notifications/${path}`), { method, signal, keepalive: true });
  }

  #url(path: string): string {
    return `${this.#options.apiUrl.replace(/\/$/, "")}/${path}`;
  }

  async #send(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
    for (let refresh = false; ; refresh = true) {
      const headers = new Headers(init.headers);
      if (this.#options.getToken) {
        const token = await this.#options.getToken({ refresh });
        if (!token) throw new SignedOutError("No token: nobody is signed in.");
        headers.set("Authorization", `Bearer ${token}`);
      }
      const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? 15_000);
      const response = await this.#fetch(url, {
        credentials: this.#options.getToken ? "same-origin" : "include",
        ...init,
        headers,
        signal: AbortSignal.any([init.signal, timeout]),
      });
      if (response.ok || response.status === 304) return response;
      if (response.status !== 401) {
        const retryAfter = seconds(response.headers.get("Retry-After"));
        throw new HttpError(response.status, retryAfter, `${init.method ?? "GET"} answered ${response.status}`);
      }
      if (refresh || !this.#options.getToken) throw new SignedOutError("The server refused the token.");
    }
  }
}

function seconds(header: string | null): number | undefined {
  const value = header === null ? Number.NaN : Number(header);
  return Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined;
}
