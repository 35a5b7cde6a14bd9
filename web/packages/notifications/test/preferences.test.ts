import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import {
  createNotificationClient,
  InvalidPreferencesError,
  type NotificationClient,
  type NotificationClientOptions,
  type Preferences,
} from "../src/index.js";
import { mergePatch } from "../src/mergePatch.js";
import { FakeChannels } from "./support/fakeChannels.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const token = `h.${Buffer.from('{"sub":"ana"}').toString("base64url")}.s`;
let service: FakeService;
let running: NotificationClient[];

function open(over: Partial<NotificationClientOptions> = {}): NotificationClient {
  const client = createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => token,
    reconnectBaseMs: 20,
    shareTabs: false,
    device: { id: "phone" },
    visible: new Switch(true),
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });
  running.push(client);
  client.start();
  return client;
}

const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 12_000, interval: 10 });
const snapshot = (client: NotificationClient) => client.preferences.getSnapshot();
const shown = (client: NotificationClient): Preferences | null => snapshot(client).preferences;
const loaded = (...clients: NotificationClient[]): Promise<void> =>
  until(() => {
    for (const client of clients) {
      expect(shown(client)).not.toBeNull();
      expect(client.getSnapshot().state).toBe("live");
    }
  });
const changed = (etag = service.preferences.etag): void =>
  service.push({ event: "preferences:changed", data: { userId: "ana", etag, updatedAt: new Date().toISOString() } });
const reads = (): number => service.preferences.lines.filter((line) => line.startsWith("GET")).length;

beforeEach(async () => {
  running = [];
  service = await new FakeService().start();
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
});

test("are read at the start, with what a user has to know to decide", async () => {
  service.preferences.document = { types: { message: "silent" } };
  service.preferences.rest = { types: ["message"], required_types: ["payment"], defaults: { news: "silent" } };
  const client = open();
  expect(snapshot(client)).toMatchObject({ preferences: null, types: [], saving: false });
  await loaded(client);
  expect(snapshot(client)).toEqual({
    preferences: { types: { message: "silent" } },
    types: ["message"],
    requiredTypes: ["payment"],
    defaults: { news: "silent" },
    saving: false,
    error: null,
    saveError: null,
  });
  expect(client.preferences.deviceId).toBe("phone");
  expect(client.preferences.device).toMatchObject({ kind: "desktop" });
});

test("are changed at once here, and then at the server, by a merge patch of what was read", async () => {
  service.preferences.document = { types: { message: "silent", review: "silent" } };
  const client = open();
  await loaded(client);
  const release = service.preferences.hold();
  const saved = client.preferences.change({ types: { message: null, payment: "interrupt" } });
  const wanted = { types: { review: "silent", payment: "interrupt" } };
  expect(snapshot(client)).toMatchObject({ saving: true });
  expect(shown(client)).toEqual(wanted);
  await until(() => expect(service.preferences.holding).toBe(1));
  release();
  await saved;
  expect(snapshot(client)).toMatchObject({ saving: false, saveError: null, preferences: wanted });
  expect(service.preferences.document).toEqual(wanted);
  const { line, headers, body } = service.preferences.requests.at(-1)!;
  expect(line).toBe("PATCH /api/preferences");
  expect(headers).toMatchObject({ "content-type": "application/merge-patch+json", "if-match": '"p1"' });
  expect(JSON.parse(body)).toEqual({ types: { message: null, payment: "interrupt" } });
});

test("are as they were when a change fails, and what else is being saved stays", async () => {
  const client = open();
  await loaded(client);
  const release = service.preferences.hold();
  const failing = client.preferences.change({ types: { message: "silent" } });
  const other = client.preferences.change({ types: { review: "silent" } });
  await until(() => expect(service.preferences.holding).toBe(1));
  expect(shown(client)).toEqual({ types: { message: "silent", review: "silent" } });
  service.preferences.failure = 500;
  release();
  await expect(failing).rejects.toMatchObject({ status: 500 });
  expect(snapshot(client)).toMatchObject({ saveError: { status: 500 }, error: null });
  service.preferences.failure = undefined;
  await other.catch(() => undefined);
  expect(snapshot(client).saveError).not.toBeNull();
  await client.preferences.change({ types: { review: "silent" } });
  expect(shown(client)).toEqual({ types: { review: "silent" } });
  expect(snapshot(client)).toMatchObject({ saving: false, saveError: null });
});

test("say what the server does not take", async () => {
  const client = open();
  await loaded(client);
  service.preferences.failure = 400;
  const flaws = [{ member: "time_zone", detail: "must be an IANA time zone." }];
  service.preferences.problem = { title: "Bad", detail: "Not valid.", status: 400, flaws };
  const error: unknown = await client.preferences.change({ time_zone: "Moon" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidPreferencesError);
  expect(error).toMatchObject({ status: 400, message: "Not valid.", flaws });
  expect(shown(client)).toEqual({});
});

test("keep what another device changed meanwhile", async () => {
  const client = open();
  await loaded(client);
  service.preferences.change({ types: { review: "silent" } });
  await client.preferences.change({ types: { message: "silent" } });
  expect(shown(client)).toEqual({ types: { review: "silent", message: "silent" } });
  expect(service.preferences.document).toEqual(shown(client));
  expect(service.preferences.lines.filter((line) => line.startsWith("PATCH"))).toHaveLength(2);
});

test("give a change up that another device is always ahead of", async () => {
  const client = open();
  await loaded(client);
  let n = 0;
  service.preferences.beforeChange = () => service.preferences.change({ types: { [`t${++n}`]: "silent" } });
  await expect(client.preferences.change({ types: { message: "silent" } })).rejects.toMatchObject({ status: 412 });
  expect(n).toBe(5);
  expect(shown(client)).toEqual(service.preferences.document);
  expect(snapshot(client).saving).toBe(false);
});

test("are saved one change after the other, each on top of the last", async () => {
  const client = open();
  await loaded(client);
  const types = ["a", "b", "c", "d"];
  await Promise.all(types.map((type) => client.preferences.change({ types: { [type]: "silent" } })));
  expect(Object.keys(service.preferences.document.types!)).toEqual(types);
  expect(service.preferences.lines.filter((line) => line.startsWith("PATCH"))).toHaveLength(4);
});

test("forget a device", async () => {
  service.preferences.document = { devices: { old: { name: "Old" }, phone: { name: "Mine" } } };
  const client = open();
  await loaded(client);
  const release = service.preferences.hold();
  const removed = client.preferences.removeDevice("old");
  expect(Object.keys(shown(client)!.devices!)).toEqual(["phone"]);
  await until(() => expect(service.preferences.holding).toBe(1));
  release();
  await removed;
  expect(shown(client)).toEqual({ devices: { phone: { name: "Mine" } } });
  expect(service.preferences.lines).toContain("DELETE /api/preferences/devices/old");
  service.preferences.failure = 500;
  await expect(client.preferences.removeDevice("phone")).rejects.toThrow();
  expect(Object.keys(shown(client)!.devices!)).toEqual(["phone"]);
});

test("follow a change on another device, and ask for nothing after one of their own", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const client = open();
  await loaded(client);
  await client.preferences.change({ types: { message: "silent" } });
  changed(service.preferences.etag.replaceAll('"', ""));
  service.create(notification(1));
  await until(() => expect(client.getSnapshot().notifications).toHaveLength(1));
  await client.refresh();
  expect(reads()).toBe(1);
  service.preferences.change({ types: { review: "silent" } });
  changed();
  changed();
  await until(() => expect(shown(client)).toEqual({ types: { message: "silent", review: "silent" } }));
  expect(reads()).toBe(2);
});

test("are read with the next poll when a change on another device could not be", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const client = open();
  await loaded(client);
  service.preferences.change({ types: { review: "silent" } });
  service.preferences.failure = 503;
  changed();
  await until(() => expect(snapshot(client).error).toMatchObject({ status: 503 }));
  expect(shown(client)).toEqual({});
  service.preferences.failure = undefined;
  await client.refresh();
  await until(() =>
    expect(snapshot(client)).toMatchObject({ error: null, preferences: { types: { review: "silent" } } }),
  );
});

test("are asked for with their ETag after a new connection, which may have missed a change", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const client = open();
  await loaded(client);
  service.dropConnections();
  await until(() => expect(reads()).toBe(2));
  expect(service.preferences.requests[1]!.headers["if-none-match"]).toBe('"p1"');
  service.preferences.change({ types: { review: "silent" } });
  service.dropConnections();
  await until(() => expect(shown(client)).toEqual({ types: { review: "silent" } }));
});

test("are tried again with the next poll when they could not be read, but not where there are none", async () => {
  service.preferences.failure = 503;
  service.notifications = [notification(1)];
  const fetch = vi.fn(globalThis.fetch);
  const client = open({ realtime: false, fetch });
  const asked = () => fetch.mock.calls.filter(([url]) => String(url).endsWith("/preferences")).length;
  await until(() => expect(snapshot(client).error).toMatchObject({ status: 503 }));
  service.preferences.failure = 404;
  await client.refresh();
  await until(() => expect(snapshot(client).error).toMatchObject({ status: 404 }));
  const before = asked();
  service.preferences.failure = undefined;
  await client.refresh();
  await client.refresh();
  expect(asked()).toBe(before);
  await client.preferences.load();
  expect(snapshot(client)).toMatchObject({ preferences: {}, error: null });
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
  await client.refresh();
  await until(() => expect(asked()).toBe(before + 2));
});

test("are read as soon as there is a connection, and on no other where there are none", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.9);
  const first = open();
  await until(() => expect(first.getSnapshot().state).toBe("live"));
  await vi.waitFor(() => expect(shown(first)).not.toBeNull(), { timeout: 2_000 });
  first.stop();
  vi.spyOn(Math, "random").mockReturnValue(0);
  service.preferences.failure = 404;
  const fetch = vi.fn(globalThis.fetch);
  const second = open({ fetch });
  await until(() => expect(snapshot(second).error).toMatchObject({ status: 404 }));
  service.dropConnections();
  await until(() => expect(second.getSnapshot().state).not.toBe("live"));
  await until(() => expect(second.getSnapshot().state).toBe("live"));
  await second.refresh();
  await second.refresh();
  expect(fetch.mock.calls.filter(([url]) => String(url).endsWith("/preferences"))).toHaveLength(1);
});

test("are read again after an hour by a client that polls", async () => {
  const client = open({ realtime: false });
  await until(() => expect(shown(client)).not.toBeNull());
  await client.refresh();
  expect(reads()).toBe(1);
  const before = snapshot(client);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
  await client.refresh();
  await until(() => expect(reads()).toBe(2));
  await client.preferences.load();
  expect(snapshot(client)).toBe(before);
});

test("are forgotten by a stop, also what was being saved", async () => {
  const client = open();
  await loaded(client);
  const release = service.preferences.hold();
  const saved = client.preferences.change({ types: { message: "silent" } });
  client.stop();
  expect(snapshot(client)).toMatchObject({ preferences: null, saving: false });
  await expect(saved).rejects.toThrow();
  expect(snapshot(client)).toMatchObject({ preferences: null, saving: false, error: null });
  release();
  await expect(client.preferences.change({})).rejects.toThrow("not started");
  await client.preferences.load();
  expect(shown(client)).toBeNull();
});

describe("in tabs that share a connection", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { locks: new FakeLocks() });
    new FakeChannels();
  });

  test("are read by one and told to the others, and so is a change in any of them", async () => {
    const first = open({ shareTabs: true });
    await loaded(first);
    const second = open({ shareTabs: true });
    await loaded(second);
    expect(reads()).toBe(1);
    await second.preferences.change({ types: { message: "silent" } });
    await until(() => expect(shown(first)).toEqual({ types: { message: "silent" } }));
    service.preferences.change({ types: { review: "silent" } });
    changed();
    for (const client of [first, second])
      await until(() => expect(shown(client)).toEqual({ types: { message: "silent", review: "silent" } }));
    expect(reads()).toBe(2);
  });
});

/** The examples of RFC 7396, appendix A, as far as they are about objects. */
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  [{}, { constructor: { a: "silent" } }, { constructor: { a: "silent" } }],
])("a merge patch makes of %j and %j %j", (target, patch, result) => {
  const before = JSON.stringify([target, patch]);
  expect(mergePatch(target, patch)).toEqual(result);
  expect(JSON.stringify([target, patch])).toBe(before);
});
