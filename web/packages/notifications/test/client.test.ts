import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createNotificationClient, type NotificationClient, type NotificationClientOptions } from "../src/index.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

let service: FakeService;
let running: NotificationClient[];

function start(over: Partial<NotificationClientOptions> = {}): NotificationClient {
  const client = createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => "token",
    reconnectBaseMs: 20,
    reconnectMaxMs: 100,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });
  running.push(client);
  client.start();
  return client;
}

/** Within which time a client asks for what it was not told whole, in ms. */
const SyncSpreadMs = 2_100;

const ids = (client: NotificationClient): string[] => client.getSnapshot().notifications.map((item) => item.id);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });
const live = (client: NotificationClient): Promise<void> =>
  until(() => expect(client.getSnapshot().state).toBe("live"));
const syncs = (): unknown[] =>
  service.userEvents.filter(({ event }) => event === "sync-request").map(({ data }) => data);

beforeEach(async () => {
  running = [];
  service = await new FakeService().start();
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
});

test("shows the feed, goes live, and shows what is pushed", async () => {
  service.notifications = [notification(1)];
  const client = start();
  const arrived = vi.fn();
  client.on("arrived", arrived);
  await live(client);
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  service.create(notification(2));
  await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
  expect(client.getSnapshot().unreadCount).toBe(2);
  expect(arrived.mock.calls.flat(2).map((item: { id: string }) => item.id)).toEqual(["n0002"]);
});

test("takes a message of the server as well as one of the group, alone as well as in an array", async () => {
  const client = start();
  await live(client);
  const event = (n: number) =>
    ({ event: "notification:new", data: { notification: notification(n), receivedAt: "" } }) as const;
  service.push(event(1), "server");
  service.push([event(2)], "group");
  await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
});

test.each([
  ["where the server saves it", false, ["ana"]],
  ["nowhere else", undefined, []],
  ["nor where it will come", true, []],
])("makes connection-confirmed itself %s", async (_, confirms, users) => {
  service.confirms = confirms;
  const client = start();
  const confirmed = vi.fn();
  client.on("connection-confirmed", confirmed);
  await live(client);
  service.create(notification(1));
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  expect(confirmed.mock.calls.map(([{ status, userId, socketId }]) => [status, userId, typeof socketId])).toEqual(
    users.map((user) => ["connected", user, "string"]),
  );
});

test("passes over what it does not know", async () => {
  const client = start();
  await live(client);
  service.push([null, 7, { event: "later", data: {} }, { event: "pong" }] as never);
  service.create(notification(1));
  await until(() => expect(ids(client)).toEqual(["n0001"]));
});

test("syncs page by page from its cursor after a new connection", async () => {
  service.syncPageSize = 2;
  service.notifications = [notification(1)];
  const client = start();
  await live(client);
  await until(() => expect(syncs()).toEqual([{}]));
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  await service.kill();
  service.notifications.push(...[2, 3, 4, 5, 6].map((n) => notification(n)));
  await service.start();
  await until(() => expect(ids(client)).toEqual(["n0006", "n0005", "n0004", "n0003", "n0002", "n0001"]));
  await live(client);
  await until(() => expect(syncs()).toEqual([{}, { cursor: "1" }, { cursor: "3" }, { cursor: "5" }]));
});

test("recovers a broken socket without a sync, and gets what was pushed meanwhile", async () => {
  const client = start();
  const states: string[] = [];
  client.subscribe(() => states.push(client.getSnapshot().state));
  await live(client);
  await until(() => expect(syncs()).toHaveLength(1));
  service.breakSockets();
  await until(() => expect(states).toContain("recovering"));
  service.create(notification(1));
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  await live(client);
  expect(syncs()).toHaveLength(1);
  expect(service.requests.filter((line) => line === "POST /api/negotiate")).toHaveLength(1);
});

test("learns of a mark-all-read that happened while it was away", async () => {
  service.notifications = [notification(1), notification(2)];
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot().unreadCount).toBe(2));
  await service.kill();
  service.readBefore = notification(2).created_at;
  await service.start();
  await until(() => expect(client.getSnapshot().unreadCount).toBe(0));
  expect(client.getSnapshot().notifications.every((item) => item.read)).toBe(true);
});

test("is live again as soon as a recovered connection answers, though nothing is pushed", async () => {
  service.quietRecovery = true;
  const client = start();
  const states: string[] = [];
  client.subscribe(() => states.push(client.getSnapshot().state));
  await live(client);
  await until(() => expect(syncs()).toHaveLength(1));
  await until(() => expect(service.unacknowledged).toBe(0));
  service.breakSockets();
  await until(() => expect(states).toContain("recovering"));
  await live(client);
  expect(states).not.toContain("polling");
  expect(service.requests.filter((line) => line === "POST /api/negotiate")).toHaveLength(1);
});

test.each(["keep", "drop"] as const)("asks again when a sync fails and the service %ss the connection", async (what) => {
  service.onFailedEvent = what;
  service.failingEvents = 2;
  const client = start();
  const answered = vi.fn();
  client.on("notification:sync-response", answered);
  await until(() => expect(answered).toHaveBeenCalled());
  expect(service.accepted).toBe(what === "keep" ? 1 : 3);
  await live(client);
});

test.each(["keep", "drop"] as const)("sends again what failed when the service %ss the connection", async (what) => {
  const client = start();
  await live(client);
  await until(() => expect(syncs()).toHaveLength(1));
  service.onFailedEvent = what;
  service.failingEvents = 1;
  await client.send("mark-read", { notificationId: "n1" });
  const marks = service.userEvents.filter(({ event }) => event === "mark-read");
  expect(marks.map(({ data }) => data)).toEqual([{ notificationId: "n1" }, { notificationId: "n1" }]);
});

test("sends again what the server took and could not do", async () => {
  const client = start();
  await live(client);
  await client.send("mark-read", { notificationId: "n1" });
  service.push({ event: "error", data: { code: "unavailable", message: "", event: "mark-read" } }, "server");
  await until(() => expect(service.userEvents.filter(({ event }) => event === "mark-read")).toHaveLength(2));
});

test("goes on when a token never comes", async () => {
  service.notifications = [notification(1)];
  let asked = 0;
  const getToken = (): Promise<string> => (++asked <= 3 ? new Promise(() => {}) : Promise.resolve("token"));
  const client = start({ getToken, timeoutMs: 200, pollDisconnectedMs: 100 });
  await until(() => expect(client.getSnapshot()).toMatchObject({ state: "polling", loaded: false }));
  expect(client.getSnapshot().error?.name).toBe("TimeoutError");
  await live(client);
  await until(() => expect(ids(client)).toEqual(["n0001"]));
});

test("goes on when a request never comes to an end, whatever becomes of its signal", async () => {
  service.notifications = [notification(1)];
  let sent = 0;
  const stuck: typeof fetch = (input, init) => {
    if (++sent <= 2) return new Promise(() => {});
    if (sent === 3) return Promise.resolve({ ...new Response(), ok: true, headers: new Headers(), json: () => new Promise(() => {}) });
    return fetch(input, init);
  };
  const client = start({ fetch: stuck, timeoutMs: 200, pollDisconnectedMs: 100 });
  await live(client);
  await until(() => expect(ids(client)).toEqual(["n0001"]));
});

describe("a device that wrongly calls itself offline", () => {
  test("has everything that it would have otherwise", async () => {
    const client = start({ online: new Switch(false) });
    expect(client.getSnapshot().state).toBe("offline");
    await live(client);
    service.create(notification(1));
    await until(() => expect(ids(client)).toEqual(["n0001"]));
  });

  test("is believed until the connection says something", async () => {
    const online = new Switch(true);
    const client = start({ online, pingMs: 100 });
    await live(client);
    online.set(false);
    expect(client.getSnapshot().state).toBe("offline");
    await live(client);
  });

  test("is believed until a poll is answered, and polls now and then", async () => {
    const online = new Switch(true);
    const client = start({ online, realtime: false, pollConnectedMs: 100 });
    await until(() => expect(client.getSnapshot().loaded).toBe(true));
    online.set(false);
    service.notifications = [notification(1)];
    await until(() => expect(ids(client)).toEqual(["n0001"]));
    expect(client.getSnapshot().state).toBe("polling");
  });

  test("is offline again when nothing answers", async () => {
    const client = start({ online: new Switch(false), realtime: false, pollDisconnectedMs: 50 });
    await until(() => expect(client.getSnapshot().state).toBe("polling"));
    await service.kill();
    await until(() => expect(client.getSnapshot().state).toBe("offline"));
    await service.start();
  });
});

describe.each([3, -3])("a device whose clock is %i hours off", (hours) => {
  const at = (inMs: number): string => new Date(Date.now() + service.clockOffsetMs + inMs).toISOString();

  beforeEach(() => {
    service.clockOffsetMs = -hours * 3_600_000;
    service.notifications = [
      notification(1),
      notification(2, { expires_at: at(3_600_000) }),
      notification(3, { expires_at: at(2_500) }),
    ];
  });

  test.each([
    ["answers tell", "Date", undefined],
    ["only events tell", "Date", null],
  ] as const)("shows what has not expired, and for as long, when %s the time", async (_, header, value) => {
    if (value !== undefined) service.headers.set(header, value);
    const client = start({ pollConnectedMs: 100 });
    await until(() => expect(ids(client)).toHaveLength(3));
    await until(() => expect(Math.abs(client.now() - Date.parse(at(0)))).toBeLessThan(1_500));
    await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
  });
});

test("works on without the headers that another origin may not see", async () => {
  for (const name of ["ETag", "X-Poll-Interval", "Retry-After", "Date"]) service.headers.set(name, null);
  service.failures.set("/api/negotiate", 503);
  service.retryAfter = 60;
  const client = start({ pollDisconnectedMs: 50 });
  await until(() => expect(client.getSnapshot()).toMatchObject({ state: "polling", loaded: true }));
  service.notifications = [notification(1)];
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  service.failures.clear();
  await live(client);
});

test("polls while the socket is refused, and goes live when it no longer is", async () => {
  service.refusesSockets = true;
  const client = start({ pollDisconnectedMs: 50 });
  await until(() => expect(client.getSnapshot().state).toBe("polling"));
  service.notifications = [notification(1)];
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  service.refusesSockets = false;
  await live(client);
});

test("reads the feed at once when the connection can't be had any more", async () => {
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot().loaded).toBe(true));
  service.refusesSockets = true;
  service.notifications = [notification(1)];
  service.dropConnections();
  await until(() => expect(ids(client)).toEqual(["n0001"]));
});

test("never opens a connection when real time is switched off", async () => {
  service.notifications = [notification(1)];
  const client = start({ realtime: false, pollDisconnectedMs: 30 });
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  await until(() => expect(service.requests.length).toBeGreaterThan(3));
  expect(client.getSnapshot().state).toBe("polling");
  expect(new Set(service.requests)).toEqual(new Set(["GET /api/notifications"]));
});

test("marks read at once, and takes it back when the server refuses", async () => {
  service.notifications = [notification(1)];
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot().unreadCount).toBe(1));
  service.failures.set("/api/notifications/n0001/read", 500);
  const marking = client.markRead("n0001");
  expect(client.getSnapshot().unreadCount).toBe(0);
  await expect(marking).rejects.toThrow("500");
  expect(client.getSnapshot().unreadCount).toBe(1);
  service.failures.clear();
  await client.markRead("n0001");
  expect(client.getSnapshot().unreadCount).toBe(0);
  expect(service.unread).toBe(0);
});

test("forgets everything when stopped, so that the next user sees nothing of it", async () => {
  service.notifications = [notification(1)];
  // Answers come in even after they were given up, as they may when they are already on their way.
  const client = start({ fetch: (input, init) => fetch(input, { ...init, signal: null }) });
  await live(client);
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  service.notifications.push(notification(3));
  const release = service.hold("/api/notifications");
  const refreshing = client.refresh();
  await until(() => expect(service.holding).toBe(1));
  client.stop();
  expect(client.getSnapshot()).toMatchObject({ state: "connecting", notifications: [], unreadCount: null });
  release();
  await refreshing.catch(() => undefined);
  expect(ids(client)).toEqual([]);
  service.notifications = [notification(2)];
  client.start();
  await until(() => expect(ids(client)).toEqual(["n0002"]));
});

test("says nothing more of what was under way when it was stopped", async () => {
  service.notifications = Array.from({ length: 25 }, (_, n) => notification(n));
  const client = start({ realtime: false });
  const failed = vi.fn();
  client.on("mark-failed", failed);
  await until(() => expect(ids(client)).toHaveLength(20));
  const releases = [service.hold("/api/notifications"), service.hold("/api/notifications/n0024/read")];
  const under = [client.loadMore(), client.markRead("n0024")];
  await until(() => expect(service.holding).toBe(2));
  client.stop();
  for (const call of under) await expect(call).rejects.toThrow();
  for (const release of releases) release();
  expect(client.getSnapshot()).toMatchObject({ loadingMore: false, error: null });
  expect(failed).not.toHaveBeenCalled();
});

test("does nothing for the user before it is started", async () => {
  const client = createNotificationClient({ negotiateUrl: "", apiUrl: "" });
  for (const call of [client.markRead("n1"), client.archive("n1"), client.send("ping", { timestamp: "" })])
    await expect(call).rejects.toThrow("not started");
  client.markSeen();
  await client.loadMore();
  await client.refresh();
});

test("starts again after it was signed out", async () => {
  for (const path of ["/api/negotiate", "/api/notifications"]) service.failures.set(path, 401);
  const client = start();
  await until(() => expect(client.getSnapshot().state).toBe("signed-out"));
  service.failures.clear();
  client.start();
  await live(client);
});

test("connects when the network returns after a stop and a start without one", async () => {
  const online = new Switch(false);
  const client = start({ online });
  client.stop();
  client.start();
  expect(client.getSnapshot().state).toBe("offline");
  await new Promise((resolve) => setTimeout(resolve, 50));
  online.set(true);
  await live(client);
});

test("asks for a fresh token once, and then says that nobody is signed in", async () => {
  for (const path of ["/api/negotiate", "/api/notifications"]) service.failures.set(path, 401);
  const getToken = vi.fn(() => "stale");
  const client = start({ getToken });
  await until(() => expect(client.getSnapshot().state).toBe("signed-out"));
  const asked = getToken.mock.calls.length;
  expect(asked).toBeLessThanOrEqual(4);
  expect(getToken).toHaveBeenCalledWith({ refresh: true });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(getToken).toHaveBeenCalledTimes(asked);
});

test("gives a silent connection up and opens another", async () => {
  service.silent = true;
  const client = start({ pingMs: 150, deadAfterMs: 400 });
  const seen: string[] = [];
  client.subscribe(() => seen.push(client.getSnapshot().state));
  await until(() => expect(seen.join(" ")).toMatch(/live .*recovering/));
});

test("keeps a pushed count that overtook the answer of a poll", async () => {
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot().loaded).toBe(true));
  service.notifications = [notification(1)];
  const release = service.hold("/api/notifications");
  const refreshing = client.refresh();
  await until(() => expect(service.holding).toBe(1));
  service.create(notification(2));
  await until(() => expect(client.getSnapshot().unreadCount).toBe(2));
  release();
  await refreshing;
  expect(ids(client)).toEqual(["n0002", "n0001"]);
  expect(client.getSnapshot().unreadCount).toBe(2);
});

test("reads the newest page again when a sync may have left a hole", async () => {
  const client = start();
  await live(client);
  await until(() => expect(syncs()).toHaveLength(1));
  await service.kill();
  service.syncPageSize = 5;
  service.notifications = Array.from({ length: 45 }, (_, n) => notification(n));
  await service.start();
  await until(() => expect(client.getSnapshot().hasMore).toBe(true));
  expect(ids(client)).toHaveLength(20);
  await client.loadMore();
  await client.loadMore();
  expect(ids(client)).toHaveLength(45);
});

test("archives and deletes at once, and takes it back when the server refuses", async () => {
  service.notifications = [notification(1), notification(2), notification(3)];
  const client = start();
  const failed = vi.fn();
  client.on("mark-failed", failed);
  await live(client);
  await until(() => expect(ids(client)).toHaveLength(3));
  service.failures.set("/api/notifications/n0001", 500);
  await expect(client.remove("n0001")).rejects.toThrow("500");
  expect(failed).toHaveBeenCalledTimes(1);
  expect(ids(client)).toHaveLength(3);
  await client.archive("n0002");
  await client.remove("n0003");
  expect(ids(client)).toEqual(["n0001"]);
  expect(client.getSnapshot().unreadCount).toBe(1);
  expect(service.notifications.map((item) => item.id)).toEqual(["n0001"]);
});

test("tells the server that the list was looked at, once", async () => {
  service.notifications = [notification(1)];
  const client = start();
  await until(() => expect(client.getSnapshot().unseenCount).toBe(1));
  client.markSeen();
  client.markSeen();
  expect(client.getSnapshot()).toMatchObject({ unseenCount: 0, unreadCount: 1 });
  await until(() => expect(service.requests.filter((line) => line.endsWith("/seen"))).toHaveLength(1));
});

test("says so at once when the page is hidden or closed right after the list was looked at", async () => {
  service.notifications = [notification(1)];
  const visible = new Switch(true);
  const client = start({ visible });
  await until(() => expect(client.getSnapshot().unseenCount).toBe(1));
  const seen = (): string[] => service.requests.filter((line) => line.endsWith("/seen"));
  const lookedAt = Date.now();
  client.markSeen();
  visible.set(false);
  await until(() => expect(seen()).toHaveLength(1));
  expect(Date.now() - lookedAt).toBeLessThan(1_500);
  visible.set(true);
  visible.set(false);
  expect(seen()).toHaveLength(1);
});

test("counts an announcement itself, without a sync, where the server says which are in its counts", async () => {
  const client = start();
  const answered = new Promise<unknown>((resolve) => client.on("notification:sync-response", resolve));
  await live(client);
  await answered;
  const announced = { ...notification(1), id: "announcement-1" };
  service.push({ event: "notification:unread-count", data: { count: 1, updatedAt: announced.created_at, announced: null } });
  service.push({ event: "notification:new", data: { notification: announced, receivedAt: "" } });
  await until(() => expect(client.getSnapshot().unreadCount).toBe(2));
  await new Promise((resolve) => setTimeout(resolve, SyncSpreadMs));
  expect(syncs()).toHaveLength(1);
});

test("syncs, so that the count is exact, when an announcement and a count of an older server cross", async () => {
  const client = start();
  const answered = new Promise<unknown>((resolve) => client.on("notification:sync-response", resolve));
  await live(client);
  await until(() => expect(client.getSnapshot().loaded).toBe(true));
  // An answer that is still on its way would bring what follows.
  await answered;
  const announced = notification(1);
  service.notifications = [announced, notification(0)];
  service.push({ event: "notification:unread-count", data: { count: 2, updatedAt: announced.created_at } });
  await until(() => expect(client.getSnapshot().unreadCount).toBe(2));
  service.push({ event: "notification:new", data: { notification: announced, receivedAt: "" } });
  await until(() => expect(ids(client)).toHaveLength(2));
  await until(() => expect(syncs()).toHaveLength(2));
  await until(() => expect(client.getSnapshot().unreadCount).toBe(2));
  service.push({ event: "notification:new", data: { notification: announced, receivedAt: "" } });
  service.push({ event: "pong", data: { timestamp: "" } });
  await new Promise((resolve) => setTimeout(resolve, SyncSpreadMs));
  expect(syncs()).toHaveLength(2);
});

test("syncs, once, for one that was read elsewhere before it was heard of", async () => {
  const client = start();
  const answered = new Promise<unknown>((resolve) => client.on("notification:sync-response", resolve));
  await live(client);
  await until(() => expect(client.getSnapshot().loaded).toBe(true));
  // An answer that is still on its way would bring what follows.
  await answered;
  service.notifications = [notification(1, { read: true }), notification(2)];
  const readElsewhere = (...notificationIds: string[]): void =>
    service.push({ event: "notification:read", data: { notificationIds, readAt: "" } });
  readElsewhere("n0001");
  await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
  expect(client.getSnapshot().unreadCount).toBe(1);
  // The list may come by a poll as well; a sync that is still to be sent would serve the next one too.
  await until(() => expect(syncs()).toHaveLength(2));
  readElsewhere("below-the-list");
  await until(() => expect(syncs()).toHaveLength(3));
  readElsewhere("below-the-list", "n0001");
  await new Promise((resolve) => setTimeout(resolve, SyncSpreadMs));
  expect(syncs()).toHaveLength(3);
});

test("takes off what has expired without asking, and then asks for the counts", async () => {
  service.notifications = [notification(1), notification(2, { expires_at: new Date(Date.now() + 700).toISOString() })];
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot()).toMatchObject({ unreadCount: 2, loaded: true }));
  await until(() => expect(syncs()).toHaveLength(1));
  const requests = service.requests.length;
  await until(() => expect(ids(client)).toEqual(["n0001"]));
  expect(client.getSnapshot().unreadCount).toBe(1);
  expect(service.requests).toHaveLength(requests);
  // The server knows better than this client what else has happened.
  service.notifications = [notification(0), notification(1), notification(3)];
  await until(() => expect(client.getSnapshot().unreadCount).toBe(3));
  expect(service.requests.slice(requests)).toEqual(["GET /api/notifications/unread-count"]);
});

test("syncs when more changed than was pushed", async () => {
  const client = start();
  await live(client);
  await until(() => expect(syncs()).toHaveLength(1));
  service.notifications = [notification(1), notification(2)];
  service.push({ event: "notification:unread-count", data: { count: 2, updatedAt: "", hasMore: true } });
  await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
  expect(syncs()).toHaveLength(2);
});

test("asks for the count again when marking read and a push cross", async () => {
  service.notifications = [notification(1)];
  const client = start();
  await live(client);
  await until(() => expect(client.getSnapshot().unreadCount).toBe(1));
  const release = service.hold("/api/notifications/n0001/read");
  const marking = client.markRead("n0001");
  await until(() => expect(service.holding).toBe(1));
  service.create(notification(2));
  await until(() => expect(ids(client)).toHaveLength(2));
  release();
  await marking;
  expect(client.getSnapshot().unreadCount).toBe(1);
});

test("says why the list can't be read, until it can", async () => {
  service.failures.set("/api/notifications", 500);
  const client = start({ realtime: false });
  await until(() => expect(client.getSnapshot().error?.message).toContain("500"));
  expect(client.getSnapshot().loaded).toBe(false);
  service.failures.clear();
  await client.refresh();
  expect(client.getSnapshot()).toMatchObject({ loaded: true, error: null });
});

test("is offline without a network, tries nothing, and returns at once", async () => {
  const online = new Switch(true);
  const client = start({ online });
  await live(client);
  online.set(false);
  expect(client.getSnapshot().state).toBe("offline");
  await service.kill();
  const requests = service.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(service.requests).toHaveLength(requests);
  await service.start();
  service.notifications = [notification(1)];
  online.set(true);
  await live(client);
  await until(() => expect(ids(client)).toEqual(["n0001"]));
});

test("waits as long as the server asks before it negotiates again", async () => {
  service.failures.set("/api/negotiate", 503);
  service.retryAfter = 2;
  start();
  await until(() => expect(service.requests).toContain("POST /api/negotiate"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(service.requests.filter((line) => line === "POST /api/negotiate")).toHaveLength(1);
});

test("reconnects fifty times without leaving a socket or a listener behind", async () => {
  const [online, visible] = [new Switch(true), new Switch(true)];
  const client = start({ online, visible, reconnectBaseMs: 1, reconnectMaxMs: 2 });
  await live(client);
  const listeners = [online.listenerCount, visible.listenerCount];
  const opened = service.accepted;
  for (let n = 1; n <= 50; n++) {
    service.dropConnections();
    await until(() => expect(service.accepted).toBe(opened + n));
    await live(client);
  }
  expect(service.openSockets).toBe(1);
  expect([online.listenerCount, visible.listenerCount]).toEqual(listeners);
  client.stop();
  await until(() => {
    expect([online.listenerCount, visible.listenerCount]).toEqual([0, 0]);
    expect(service.openSockets).toBe(0);
  });
});

test("loads older pages until there are none", async () => {
  service.notifications = Array.from({ length: 45 }, (_, n) => notification(n));
  const client = start({ realtime: false });
  await until(() => expect(ids(client)).toHaveLength(20));
  await client.loadMore();
  await client.loadMore();
  expect(ids(client)).toHaveLength(45);
  expect(client.getSnapshot().hasMore).toBe(false);
});

test("says why older pages can't be loaded, and loads them on another try", async () => {
  service.notifications = Array.from({ length: 25 }, (_, n) => notification(n));
  const client = start({ realtime: false });
  await until(() => expect(ids(client)).toHaveLength(20));
  service.failures.set("/api/notifications", 500);
  await expect(client.loadMore()).rejects.toThrow("500");
  expect(client.getSnapshot()).toMatchObject({ loadingMore: false, hasMore: true });
  expect(client.getSnapshot().error?.message).toContain("500");
  service.failures.clear();
  await client.loadMore();
  expect(client.getSnapshot()).toMatchObject({ hasMore: false, error: null });
});

test("leaves no socket behind when stopped, also while it recovers", async () => {
  const client = start();
  await live(client);
  service.refusesSockets = true;
  service.breakSockets();
  await until(() => expect(client.getSnapshot().state).toBe("recovering"));
  client.stop();
  service.refusesSockets = false;
  const other = start();
  await live(other);
  other.stop();
  await until(() => expect(service.openSockets).toBe(0));
  // The recovery loop of the SDK retries every second: long enough for it to come back if it still ran.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(service.openSockets).toBe(0);
});
