import { vi } from "vitest";

export interface Asked {
  method: string;
  /** Below the base, such as `/dead-letters?limit=1`. */
  path: string;
  url: URL;
  init: RequestInit;
  key: string | null;
}

type Answer = unknown | ((asked: Asked) => unknown);

/** What an answer is with another status than 200. */
export class Status {
  constructor(
    readonly status: number,
    readonly problem: object | null = null,
    readonly headers: Record<string, string> = {},
  ) {}
}

export const base = "https://api.test/api";
export const key = "s3cret/key==";

/** Plays the API in the place of `fetch`: it answers whoever has the key. */
export class FakeApi {
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, Answer>();

  constructor() {
    this.answer("GET /dead-letters", { dead_letters: [], cursor: null });
    vi.stubGlobal("fetch", (input: string, init: RequestInit) => this.#fetch(input, init));
  }

  /** `GET /batches/b1`, without a query. */
  answer(route: string, answer: Answer): void {
    this.#answers.set(route, answer);
  }

  /** What was asked since of a route. */
  of(route: string): Asked[] {
    return this.asked.filter(({ method, url }) => `${method} ${url.pathname.replace("/api", "")}` === route);
  }

  async #fetch(input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, "https://console.test/");
    const method = init.method ?? "GET";
    const path = url.href.replace(base, "");
    const asked = { method, path, url, init, key: new Headers(init.headers).get("x-functions-key") };
    this.asked.push(asked);
    await Promise.resolve();
    if (url.hostname === "down.test") throw new TypeError("Failed to fetch");
    if (url.hostname === "page.test") return new Response("<!doctype html>", { headers: { "Content-Type": "text/html" } });
    const given = this.#answers.get(`${method} ${url.pathname.replace("/api", "")}`);
    // The services of the local stack ask for no key.
    const refused = asked.key === key || url.pathname.startsWith("/dev/") ? undefined : new Status(401, { title: "The key is refused.", status: 401 });
    const answer = refused ?? (await (typeof given === "function" ? (given as (asked: Asked) => unknown)(asked) : given)) ?? new Status(404);
    if (!(answer instanceof Status)) return Response.json(answer);
    const { status, problem, headers } = answer;
    return new Response(problem && JSON.stringify(problem), { status, headers });
  }
}
