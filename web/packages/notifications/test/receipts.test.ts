import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createNotificationClient, type NotificationClient, type NotificationClientOptions } from "../src/index.js";
import type { ClientEvents, Notification } from "../src/protocol.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";

const token = `h.${Buffer.from('{"sub":"ana"}').toString("base64url")}.s`;
const key = "fixia-received:ana";
const CollectMs = 5_000;

let service: FakeService;
let kept: Record<string, string>;
let running: NotificationClient[];

function open(over: Partial<NotificationClientOptions> = {}): NotificationClient {
  const client = createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => token,
    device: { id: "d1", kind: "phone" },
    reconnectBaseMs: 20,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });
  running.push(client);
  client.start();
  return client;
}

type Report = ClientEvents["received"];
const sent = (): Report[] => service.userEvents.filter(({ event }) => event === "received").map(({ data }) => data as Report);
const posted = (): Report[] => service.received.map((body) => JSON.parse(body) as Report);
const all = (): string[] => [...sent(), ...posted()].flatMap((report) => report.ids);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });
const pass = (ms = CollectMs): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
/** Time enough for whatever would be reported to be so. */
const settle = async (): Promise<void> => {
  await pass();
  await new Promise((resolve) => setImmediate(resolve));
  await pass(100);
};

async function live(client: NotificationClient): Promise<void> {
  await until(() => expect(client.getSnapshot()).toMatchObject({ state: "live", loaded: true }));
}

/** Without a socket, and told by negotiate whether the server takes receipts: it was asked again since. */
async function polling(client: NotificationClient): Promise<void> {
  await until(() => expect(service.negotiations.length).toBeGreaterThan(1));
  await until(() => expect(client.getSnapshot()).toMatchObject({ state: "polling", loaded: true }));
}

async function has(client: NotificationClient, count: number): Promise<void> {
  await until(() => expect(client.getSnapshot().notifications).toHaveLength(count));
}

/** A poll that runs already may have asked before there was anything. */
async function polls(client: NotificationClient, ...items: Notification[]): Promise<void> {
  service.notifications.push(...items);
  const count = client.getSnapshot().notifications.length + items.length;
  await vi.waitFor(async () => {
    await client.refresh();
    expect(client.getSnapshot().notifications).toHaveLength(count);
  });
}

beforeEach(async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  kept = {};
  vi.stubGlobal("localStorage", kept);
  running = [];
  service = await new FakeService().start();
  service.receipts = true;
});

afterEach(async () => {
  for (const client of running) client.stop();
  vi.useRealTimers();
  await service.kill();
  vi.unstubAllGlobals();
});

test("reports what was pushed, once, with the device, and says what interrupted", async () => {
  const client = open();
  await live(client);
  service.create(notification(1));
  service.create(notification(2), { attention: "silent" });
  await has(client, 2);
  await settle();
  await until(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toEqual({ ids: ["n0001", "n0002"], shown: ["n0001"], deviceId: "d1", deviceKind: "phone" });
  service.push({ event: "notification:new", data: { notification: notification(1), receivedAt: "" } });
  await client.refresh();
  await settle();
  expect(all()).toHaveLength(2);
  expect(posted()).toEqual([]);
});

test("reports what the first page and a sync brought, which interrupted nobody", async () => {
  service.notifications = [notification(1), notification(2)];
  const client = open();
  await live(client);
  await settle();
  await until(() => expect(sent()).toEqual([expect.objectContaining({ ids: ["n0001", "n0002"], shown: [] })]));
});

test("reports neither announcements nor what is read, removed or was restored", async () => {
  service.notifications = [
    notification(1, { read: true }),
    notification(2, { id: "announcement-2" }),
    notification(3, { removed: "archived" }),
    notification(4, { restores: 1 }),
    notification(5),
  ];
  await live(open());
  await settle();
  await until(() => expect(all()).toEqual(["n0005"]));
});

test("reports after a reload what is newer than the watermark, and nothing again", async () => {
  service.notifications = [notification(1), notification(2)];
  const first = open();
  await live(first);
  await settle();
  await until(() => expect(kept[key]).toBe(notification(2).created_at));
  first.stop();
  service.notifications.push(notification(3));
  await live(open());
  await settle();
  await until(() => expect(all()).toEqual(["n0001", "n0002", "n0003"]));
});

test("reports what is late, although it is older than what was reported before", async () => {
  const client = open();
  await live(client);
  service.create(notification(2));
  await has(client, 1);
  await settle();
  await until(() => expect(all()).toEqual(["n0002"]));
  service.create(notification(1));
  await has(client, 2);
  await settle();
  await until(() => expect(all()).toEqual(["n0002", "n0001"]));
  expect(kept[key]).toBe(notification(2).created_at);
});

test.each([
  ["closed", undefined],
  ["full", new Proxy({}, { set: () => false })],
])("reports what was created since the session began where the storage is %s", async (_, storage) => {
  vi.stubGlobal("localStorage", storage);
  service.notifications = [notification(1)];
  const client = open();
  await live(client);
  service.create(notification(2, { created_at: new Date(Date.now() + 2_000).toISOString() }));
  await has(client, 2);
  await settle();
  await until(() => expect(all()).toEqual(["n0002"]));
});

test("tells 100 in a report and one report in 5 s, oldest first", async () => {
  service.notifications = Array.from({ length: 230 }, (_, n) => notification(n));
  service.syncPageSize = 300;
  const client = open();
  await live(client);
  await has(client, 20);
  service.push(Array.from({ length: 230 }, (_, n) => ({
    event: "notification:new",
    data: { notification: notification(1_000 + n), receivedAt: "" },
  })));
  await has(client, 250);
  await settle();
  await until(() => expect(sent().map(({ ids }) => ids.length)).toEqual([100]));
  expect(sent()[0]!.ids.slice(19, 21)).toEqual(["n0229", "n1000"]);
  await pass(CollectMs - 500);
  expect(sent()).toHaveLength(1);
  await pass(500);
  await until(() => expect(sent().map(({ ids }) => ids.length)).toEqual([100, 100]));
  await pass();
  await until(() => expect(sent().map(({ ids }) => ids.length)).toEqual([100, 100, 50]));
  await pass(60_000);
  expect(new Set(all()).size).toBe(250);
});

test("only the tab that leads reports, and the next one goes on where it ended", async () => {
  const first = open();
  await live(first);
  const second = open();
  await live(second);
  service.create(notification(1));
  for (const client of [first, second]) await has(client, 1);
  await settle();
  await until(() => expect(all()).toEqual(["n0001"]));
  service.create(notification(2));
  for (const client of [first, second]) await has(client, 2);
  first.stop();
  await until(() => expect(service.accepted).toBe(2));
  await live(second);
  await settle();
  await until(() => expect(all()).toEqual(["n0001", "n0002"]));
});

describe("where there is no socket", () => {
  test("posts what was polled", async () => {
    service.refusesSockets = true;
    const client = open();
    await polling(client);
    await polls(client, notification(1));
    await settle();
    const report = { ids: ["n0001"], shown: ["n0001"], deviceId: "d1", deviceKind: "phone" };
    await until(() => expect(posted()).toEqual([report]));
    expect(sent()).toEqual([]);
  });

  test("asks once whether the server takes them where none is wanted", async () => {
    const client = open({ realtime: false });
    for (const n of [1, 2]) {
      await polls(client, notification(n));
      await settle();
      await until(() => expect(posted()).toHaveLength(n));
    }
    expect(service.negotiations).toHaveLength(1);
    expect(all()).toEqual(["n0001", "n0002"]);
  });

  test("repeats with the next report what failed, and tells nobody", async () => {
    service.refusesSockets = true;
    service.failures.set("/api/notifications/received", 503);
    const client = open();
    const failed = vi.fn();
    client.on("error", failed);
    client.on("mark-failed", failed);
    const posts = (): number => service.requests.filter((line) => line.endsWith("/received")).length;
    await polling(client);
    await polls(client, notification(1));
    await settle();
    await until(() => expect(posts()).toBe(1));
    await settle();
    expect([posts(), client.getSnapshot().error, kept[key]]).toEqual([1, null, ""]);
    service.failures.clear();
    await polls(client, notification(2));
    await settle();
    await until(() => expect(posted().at(-1)?.ids).toEqual(["n0001", "n0002"]));
    expect(failed).not.toHaveBeenCalled();
  });
});

test("keeps the newest 500 while none can be told", async () => {
  service.failingEvents = Number.POSITIVE_INFINITY;
  const client = open();
  await live(client);
  service.push(Array.from({ length: 520 }, (_, n) => ({
    event: "notification:new",
    data: { notification: notification(n), receivedAt: "" },
  })));
  await has(client, 520);
  await settle();
  await until(() => expect(sent()).toHaveLength(1));
  await until(() => expect(client.getSnapshot().state).toBe("live"));
  service.failingEvents = 0;
  service.userEvents.length = 0;
  service.create(notification(520));
  await has(client, 521);
  for (let reports = 1; reports <= 5; reports++) {
    await settle();
    await until(() => expect(sent()).toHaveLength(reports));
  }
  await pass(60_000);
  expect([all().length, all()[0], all().at(-1)]).toEqual([500, "n0021", "n0520"]);
});

describe("an error of the server", () => {
  const refuse = (code: string): void => service.push({ event: "error", data: { code, message: "", event: "received" } }, "server");

  async function refused(code: string) {
    const client = open();
    const heard = vi.fn();
    client.on("error", heard);
    await live(client);
    service.create(notification(1));
    await has(client, 1);
    await settle();
    await until(() => expect(sent()).toHaveLength(1));
    refuse(code);
    refuse(code);
    await pass(60_000);
    expect(sent().map(({ ids }) => ids)).toEqual([["n0001"]]);
    service.create(notification(2));
    await has(client, 2);
    await settle();
    await until(() => expect(sent()).toHaveLength(2));
    expect(heard).not.toHaveBeenCalled();
    return sent()[1]!.ids;
  }

  test("is repeated with the next report alone, and no event for the app", async () => {
    expect(await refused("unavailable")).toEqual(["n0001", "n0002"]);
  });

  test("is not where the same would be refused again", async () => {
    expect(await refused("invalid-request")).toEqual(["n0002"]);
  });
});

test.each<[string, boolean | undefined, Partial<NotificationClientOptions>]>([
  ["an older server", undefined, {}],
  ["a server that wants none", false, {}],
  ["an older server that is polled", undefined, { realtime: false }],
  ["the app wants none", true, { receipts: false }],
])("sends nothing: %s", async (_, receipts, options) => {
  service.receipts = receipts;
  service.notifications = [notification(1)] satisfies Notification[];
  const client = open(options);
  await has(client, 1);
  await polls(client, notification(2));
  await settle();
  await settle();
  expect(all()).toEqual([]);
  expect(kept[key] ?? "").toBe("");
});
