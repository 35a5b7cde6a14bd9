import { expect, test, vi } from "vitest";
import { Api, HttpError, SignedOutError, type GetToken } from "../src/api.js";

const never = new AbortController().signal;
const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);

function setUp(responses: (() => Response)[], getToken?: GetToken) {
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(responses.shift()!()));
  const api = new Api({ negotiateUrl: "https://api/negotiate", apiUrl: "https://api/", getToken, fetch });
  const request = (n: number): { url: unknown; init: RequestInit; headers: Headers } => {
    const [url, init] = fetch.mock.calls[n]!;
    return { url, init: init!, headers: init!.headers as Headers };
  };
  return { api, fetch, request };
}

const refuse = (): Response => json({}, { status: 401 });

test("sends the token and no cookie, or the cookie and no token", async () => {
  const withToken = setUp([() => json({ url: "wss://x" })], () => "t1");
  await withToken.api.negotiate(never);
  expect(withToken.request(0).headers.get("Authorization")).toBe("Bearer t1");
  expect(withToken.request(0).init.credentials).toBe("same-origin");
  const withCookie = setUp([() => json({ url: "wss://x" })]);
  await withCookie.api.negotiate(never);
  expect(withCookie.request(0).headers.get("Authorization")).toBeNull();
  expect(withCookie.request(0).init.credentials).toBe("include");
});

test("tries a refused token's successor once", async () => {
  const getToken = vi.fn(({ refresh }: { refresh: boolean }) => (refresh ? "fresh" : "stale"));
  const { api, request } = setUp([refuse, () => json({ count: 3, updatedAt: "" })], getToken);
  expect(await api.counts(never)).toEqual({ count: 3, updatedAt: "" });
  expect(request(1).headers.get("Authorization")).toBe("Bearer fresh");
});

test.each<[string, GetToken, number]>([
  ["a fresh token is refused too", () => "t", 2],
  ["there is no token", () => null, 0],
])("says that nobody is signed in when %s", async (_, getToken, requests) => {
  const { api, fetch } = setUp(Array(3).fill(refuse), getToken);
  await expect(api.negotiate(never)).rejects.toThrow(SignedOutError);
  expect(fetch).toHaveBeenCalledTimes(requests);
});

test("does not repeat a refused cookie", async () => {
  const { api, fetch } = setUp([refuse]);
  await expect(api.negotiate(never)).rejects.toThrow(SignedOutError);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("asks with the ETag, keeps it through a 304, and reads the interval", async () => {
  const page = { notifications: [], hasMore: false };
  const headers = { ETag: '"a"', "X-Poll-Interval": "45", "X-Poll-Interval-Live": "300" };
  const notModified = () => new Response(null, { status: 304, headers });
  const { api, request } = setUp([() => json(page, { headers }), notModified, notModified]);
  expect(await api.newest(never)).toEqual({ page, wished: { disconnectedMs: 45_000, connectedMs: 300_000 } });
  expect(request(0).headers.get("If-None-Match")).toBeNull();
  expect((await api.newest(never)).page).toBeNull();
  await api.newest(never);
  expect(request(2).headers.get("If-None-Match")).toBe('"a"');
});

test("tells status and Retry-After of an error", async () => {
  const { api } = setUp([() => json({}, { status: 503, headers: { "Retry-After": "7" } })]);
  const error = await api.negotiate(never).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ status: 503, retryAfterMs: 7_000 });
});

test("takes a Retry-After that is a date, by the server's clock, and none that is neither", async () => {
  const now = Date.UTC(2026, 4, 10, 12);
  const failing = (value: string) => () => json({}, { status: 503, headers: { "Retry-After": value } });
  const values = [new Date(now + 20_000).toUTCString(), new Date(now - 20_000).toUTCString(), "soon", "", "-1", "999999999"];
  const waits: unknown[] = [];
  for (const value of values) {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(failing(value)()));
    const observer = { answered: vi.fn(), unanswered: vi.fn(), owner: vi.fn(), now: () => now };
    const api = new Api({ negotiateUrl: "https://api/negotiate", apiUrl: "https://api/", fetch }, observer);
    waits.push(await api.negotiate(never).catch((error: HttpError) => error.retryAfterMs));
  }
  expect(waits).toEqual([20_000, 0, undefined, undefined, undefined, 3_600_000]);
});

test("tells of each answer and of each request without one, and whose an answer is", async () => {
  const answers = [
    () => Promise.resolve(json({ url: "wss://x", userId: "ana" })),
    () => Promise.resolve(json({ notifications: [{ id: "a", created_at: "b", user_id: "" }, { id: "c", created_at: "d", user_id: "bruno" }] })),
    () => Promise.resolve(json({ notifications: [], userId: "carla" })),
    () => Promise.resolve(json({}, { status: 500 })),
    () => Promise.reject(new TypeError("unreachable")),
  ];
  const observer = { answered: vi.fn(), unanswered: vi.fn(), owner: vi.fn(), now: () => 0 };
  const fetch = vi.fn<typeof globalThis.fetch>(() => answers.shift()!());
  const api = new Api({ negotiateUrl: "https://api/negotiate", apiUrl: "https://api/", fetch }, observer);
  await api.negotiate(never);
  await api.newest(never);
  await api.page({ cursor: "x" }, never);
  await expect(api.counts(never)).rejects.toThrow("500");
  await expect(api.counts(never)).rejects.toThrow("unreachable");
  expect(observer.owner.mock.calls.flat()).toEqual(["ana", "bruno", "carla"]);
  expect(observer.answered).toHaveBeenCalledTimes(4);
  expect(observer.unanswered).toHaveBeenCalledTimes(1);
});

test.each<[string, Partial<ConstructorParameters<typeof Api>[0]>]>([
  ["a token", { getToken: () => new Promise(() => {}) }],
  ["an answer", { fetch: () => new Promise(() => {}) }],
  ["a body", { fetch: async () => Object.assign(json({}), { json: () => new Promise(() => {}) }) }],
])("gives up %s that never comes", async (_, over) => {
  const api = new Api({ negotiateUrl: "https://api/negotiate", apiUrl: "https://api", timeoutMs: 10, ...over });
  await expect(api.negotiate(never)).rejects.toThrow(/timeout/i);
  await expect(api.newest(never)).rejects.toThrow(/timeout/i);
});

test("uses the endpoint of each action", async () => {
  const { api, request } = setUp(Array(7).fill(() => new Response(null, { status: 204 })));
  await api.markAllRead("2026-01-01T00:00:00.000Z", never);
  await api.markSeen(undefined, never);
  await api.mark(["a"], "archive", never);
  await api.mark(["a"], "delete", never);
  await api.mark(["a"], "unread", never);
  await api.mark(["a", "b"], "restore", never, { unread: true });
  const all = [0, 1, 2, 3, 4, 5];
  const calls = all.map((n) => `${request(n).init.method} ${String(request(n).url)}`);
  expect(calls).toEqual([
    "POST https://api/notifications/read-all",
    "POST https://api/notifications/seen",
    "POST https://api/notifications/a/archive",
    "DELETE https://api/notifications/a",
    "POST https://api/notifications/a/unread",
    "POST https://api/notifications/marks",
  ]);
  expect([0, 1, 5].map((n) => request(n).init.body)).toEqual([
    '{"before":"2026-01-01T00:00:00.000Z"}',
    undefined,
    '{"ids":["a","b"],"action":"restore","unread":true}',
  ]);
  // They outlive the page.
  expect(all.every((n) => request(n).init.keepalive)).toBe(true);
});

test("escapes ids and cursors", async () => {
  const { api, request } = setUp([() => json({}), () => json({ notifications: [] })]);
  await api.mark(["a/b?c"], "read", never);
  await api.page({ cursor: "x&y" }, never);
  expect(request(0).url).toBe("https://api/notifications/a%2Fb%3Fc/read");
  expect(request(1).url).toBe("https://api/notifications?cursor=x%26y");
});

test("gives up a request that takes too long", async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(
    (_, init) =>
      new Promise((_, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason))),
  );
  const api = new Api({ negotiateUrl: "https://api/negotiate", apiUrl: "https://api", fetch, timeoutMs: 10 });
  await expect(api.negotiate(never)).rejects.toThrow(/timeout/i);
});

test("presses a button without a body, and takes the outcome of whoever was first", async () => {
  const [accepted, declined] = ["accept", "decline"].map((action) => ({ action, at: "2026-01-01T00:01:00.000Z" }));
  const { api, request } = setUp([() => json(accepted), () => json({ title: "Conflict", outcome: declined }, { status: 409 })]);
  expect(await api.act("n/1", "accept", never)).toEqual(accepted);
  expect(request(0)).toMatchObject({ url: "https://api/notifications/n%2F1/actions/accept", init: { method: "POST", keepalive: true } });
  expect(request(0).init.body).toBeUndefined();
  expect(await api.act("n1", "accept", never)).toEqual(declined);
});

test.each([
  [404, {}],
  [409, { title: "Conflict" }],
  [409, null],
  [503, {}],
  [200, { action: "accept" }],
])("an answer of %i that says no outcome is a failure: %j", async (status, body) => {
  const { api } = setUp([() => json(body, { status })]);
  const error: unknown = await api.act("n1", "accept", never).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ status });
});
