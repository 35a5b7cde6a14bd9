import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createNotificationClient, type NotificationClient, type NotificationClientOptions } from "../src/index.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const token = `h.${Buffer.from('{"sub":"ana"}').toString("base64url")}.s`;
let service: FakeService;
let running: NotificationClient[];

function openTab(over: Partial<NotificationClientOptions> = {}) {
  const visible = new Switch(true);
  const client = createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => token,
    reconnectBaseMs: 20,
    visible,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });
  const arrived: string[] = [];
  client.on("arrived", (items) => arrived.push(...items.map((item) => item.id)));
  running.push(client);
  client.start();
  return { client, visible, arrived };
}

const ids = (client: NotificationClient): string[] => client.getSnapshot().notifications.map((item) => item.id);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });
const ready = (...tabs: { client: NotificationClient }[]): Promise<void> =>
  until(() => {
    for (const { client } of tabs) expect(client.getSnapshot()).toMatchObject({ state: "live", loaded: true });
  });
const negotiations = (): number => service.requests.filter((line) => line === "POST /api/negotiate").length;

beforeEach(async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  running = [];
  service = await new FakeService().start();
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
  vi.unstubAllGlobals();
});

test("tabs of one user share one connection, and all show what it brings", async () => {
  const [first, second, third] = [openTab(), openTab(), openTab()];
  await ready(first, second, third);
  service.create(notification(1));
  for (const { client } of [first, second, third]) await until(() => expect(ids(client)).toEqual(["n0001"]));
  expect(service.openSockets).toBe(1);
  expect(negotiations()).toBe(1);
});

test("one tab announces an arrival: the visible one, wherever the connection is", async () => {
  const leader = openTab();
  await ready(leader);
  const other = openTab();
  await ready(other);
  leader.visible.set(false);
  service.create(notification(1));
  await until(() => expect(other.arrived).toEqual(["n0001"]));
  other.visible.set(false);
  leader.visible.set(true);
  service.create(notification(2));
  await until(() => expect(leader.arrived).toEqual(["n0002"]));
  expect(other.arrived).toEqual(["n0001"]);
});

test("the tab with the connection announces an arrival when no tab is visible", async () => {
  const leader = openTab();
  await ready(leader);
  const other = openTab();
  await ready(other);
  leader.visible.set(false);
  other.visible.set(false);
  service.create(notification(1));
  await until(() => expect(leader.arrived).toEqual(["n0001"]));
  expect(other.arrived).toEqual([]);
});

test("another tab takes the connection over when its tab closes, and nothing is missed", async () => {
  const [first, second] = [openTab(), openTab()];
  await ready(first, second);
  first.client.stop();
  service.notifications.push(notification(1));
  await ready(second);
  await until(() => expect(ids(second.client)).toEqual(["n0001"]));
  service.create(notification(2));
  await until(() => expect(ids(second.client)).toEqual(["n0002", "n0001"]));
  expect(service.openSockets).toBe(1);
});

test("a visible tab takes the connection from one that sleeps, and gives it back to nobody", async () => {
  const leader = openTab();
  await ready(leader);
  const deaf = vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {});
  const other = openTab();
  await until(() => expect(other.client.getSnapshot().state).toBe("live"));
  deaf.mockRestore();
  expect(service.accepted).toBe(2);
  await until(() => expect(service.openSockets).toBe(1));
  service.create(notification(1));
  for (const { client } of [leader, other]) await until(() => expect(ids(client)).toEqual(["n0001"]));
});

test("a leader that answers keeps the connection, however often tabs come to the front", async () => {
  const leader = openTab();
  await ready(leader);
  const other = openTab();
  await ready(other);
  for (const visible of [false, true, false, true]) other.visible.set(visible);
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  expect(service.accepted).toBe(1);
});

test("what the user does in one tab shows in the others without a push", async () => {
  service.notifications = [notification(1), notification(2)];
  const [first, second] = [openTab({ realtime: false }), openTab({ realtime: false })];
  await until(() => {
    for (const { client } of [first, second]) expect(client.getSnapshot().unreadCount).toBe(2);
  });
  await first.client.markRead("n0002");
  await until(() => expect(second.client.getSnapshot().unreadCount).toBe(1));
  await first.client.remove("n0002");
  await until(() => expect(ids(second.client)).toEqual(["n0001"]));
  await second.client.markAllRead();
  await until(() => expect(first.client.getSnapshot().notifications.every((item) => item.read)).toBe(true));
});

test("what one tab saw counts as seen in the others", async () => {
  service.notifications = [notification(1)];
  const [first, second] = [openTab(), openTab()];
  await ready(first, second);
  first.client.markSeen();
  await until(() => expect(second.client.getSnapshot().unseenCount).toBe(0));
});

test("one visible tab polls for all", async () => {
  const [first, second] = [openTab({ realtime: false }), openTab({ realtime: false })];
  await until(() => {
    for (const { client } of [first, second]) expect(client.getSnapshot().loaded).toBe(true);
  });
  service.notifications = [notification(1)];
  service.requests.length = 0;
  await first.client.refresh();
  await until(() => expect(ids(second.client)).toEqual(["n0001"]));
  expect(service.requests).toEqual(["GET /api/notifications"]);
});

test("a tab sends over the connection of another", async () => {
  const [first, second] = [openTab(), openTab()];
  await ready(first, second);
  const pong = vi.fn();
  second.client.on("pong", pong);
  await first.client.send("ping", { timestamp: "a" });
  await second.client.send("ping", { timestamp: "b" });
  await until(() => expect(pong).toHaveBeenCalledTimes(2));
});

test("users do not share, and neither do tabs that were told not to", async () => {
  const bruno = `h.${Buffer.from('{"sub":"bruno"}').toString("base64url")}.s`;
  await ready(openTab(), openTab({ getToken: () => bruno }), openTab({ shareTabs: false }));
  expect(service.openSockets).toBe(3);
});

test("each tab has its own connection where the browser lacks locks", async () => {
  vi.stubGlobal("navigator", {});
  await ready(openTab(), openTab());
  expect(service.openSockets).toBe(2);
});
