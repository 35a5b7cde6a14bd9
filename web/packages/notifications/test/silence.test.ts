import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createNotificationClient, type NotificationClient, type NotificationClientOptions } from "../src/index.js";
import { FakeChannels } from "./support/fakeChannels.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const token = `h.${Buffer.from('{"sub":"ana"}').toString("base64url")}.s`;
let service: FakeService;
let running: NotificationClient[];

function open(over: Partial<NotificationClientOptions> = {}) {
  const visible = new Switch(true);
  const client = createNotificationClient({
    negotiateUrl: `${service.base}/api/negotiate`,
    apiUrl: `${service.base}/api`,
    getToken: () => token,
    reconnectBaseMs: 20,
    shareTabs: false,
    device: { id: "phone" },
    visible,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...over,
  });
  const arrived: string[] = [];
  const summed: string[] = [];
  client.on("arrived", (items) => arrived.push(...items.map((item) => item.id)));
  client.on("summary", ({ id, count }) => summed.push(`${id}: ${count}`));
  running.push(client);
  client.start();
  return { client, visible, arrived, summed };
}

const ids = (client: NotificationClient): string[] => client.getSnapshot().notifications.map((item) => item.id);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 8_000, interval: 10 });
const shows = ({ client }: { client: NotificationClient }, ...numbers: number[]): Promise<void> =>
  until(() => expect(ids(client)).toEqual(numbers.map((n) => notification(n).id)));
const ready = (...tabs: { client: NotificationClient }[]): Promise<void> =>
  until(() => {
    for (const { client } of tabs) {
      expect(client.getSnapshot()).toMatchObject({ state: "live", loaded: true });
      expect(client.preferences.getSnapshot().preferences).not.toBeNull();
    }
  });

beforeEach(async () => {
  running = [];
  service = await new FakeService().start();
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
});

test("what is pushed interrupts, unless it is said to be silent", async () => {
  const phone = open();
  await ready(phone);
  service.create(notification(1), { attention: "silent" });
  service.create(notification(2), { attention: "interrupt" });
  service.create(notification(3));
  await shows(phone, 3, 2, 1);
  expect(phone.arrived).toEqual(["n0002", "n0003"]);
  expect(phone.client.getSnapshot().unreadCount).toBe(3);
});

test("each device goes by what is said of it, and others by what is said of all", async () => {
  const [phone, desktop, none] = [open(), open({ device: { id: "desktop" } }), open({ device: false })];
  await ready(phone, desktop, none);
  service.create(notification(1), { attention: "interrupt", attentionByDevice: { desktop: "silent" } });
  service.create(notification(2), { attention: "silent", attentionByDevice: { phone: "interrupt" } });
  for (const device of [phone, desktop, none]) await shows(device, 2, 1);
  expect(phone.arrived).toEqual(["n0001", "n0002"]);
  expect(desktop.arrived).toEqual([]);
  expect(none.arrived).toEqual(["n0001"]);
});

test("what a sync brings interrupts, unless the sync says that it is silent here", async () => {
  const [phone, desktop] = [open(), open({ device: { id: "desktop" } })];
  await ready(phone, desktop);
  await service.kill();
  service.notifications = [1, 2, 3].map((n) => notification(n));
  service.attention = {
    n0001: { attention: "silent" },
    n0002: { attention: "interrupt", attentionByDevice: { phone: "silent" } },
  };
  await service.start();
  for (const device of [phone, desktop]) await shows(device, 3, 2, 1);
  expect(phone.arrived).toEqual(["n0003"]);
  expect(desktop.arrived).toEqual(["n0002", "n0003"]);
});

test("what a poll brings interrupts, unless the page says that it is silent", async () => {
  service.notifications = [notification(1)];
  const phone = open({ realtime: false });
  await shows(phone, 1);
  service.notifications.push(notification(2), notification(3), notification(4));
  service.attention = { n0002: { attention: "silent" } };
  await phone.client.refresh();
  await shows(phone, 4, 3, 2, 1);
  expect(phone.arrived).toEqual(["n0003", "n0004"]);
});

test.each(["silent", "interrupt"] as const)(
  "what the first page overtook is announced by its push alone, if it is %s",
  async (attention) => {
    const just = notification(1, { created_at: new Date().toISOString() });
    service.notifications = [just];
    const phone = open();
    await ready(phone);
    expect(phone.arrived).toEqual([]);
    const event = { notification: just, receivedAt: new Date().toISOString(), attention };
    service.push({ event: "notification:new", data: event });
    service.push({ event: "notification:new", data: event });
    service.create(notification(2), { attention: "silent" });
    await until(() => expect(ids(phone.client)).toContain("n0002"));
    expect(phone.arrived).toEqual(attention === "silent" ? [] : ["n0001"]);
  },
);

test("what was silent stays so, however often and in whichever way it comes again", async () => {
  const phone = open();
  await ready(phone);
  service.create(notification(1), { attention: "silent" });
  await shows(phone, 1);
  await phone.client.refresh();
  service.push({ event: "notification:new", data: { notification: notification(1), receivedAt: "" } });
  await service.kill();
  await service.start();
  await ready(phone);
  service.create(notification(2), { attention: "silent" });
  await shows(phone, 2, 1);
  expect(phone.arrived).toEqual([]);
});

const announcement = (n: number, type: string, over = {}) =>
  notification(n, { id: `announcement-${n}`, user_id: "", type, ...over });
const announce = (n: number, type: string, over = {}): void =>
  service.push({
    event: "notification:new",
    data: {
      notification: announcement(n, type, over),
      receivedAt: new Date(Date.now() + service.clockOffsetMs).toISOString(),
    },
  });

test("an announcement interrupts where the preferences let it", async () => {
  service.preferences.document = {
    types: { news: "silent" },
    devices: { desktop: { level: "critical" } },
  };
  const [phone, desktop] = [open(), open({ device: { id: "desktop" } })];
  await ready(phone, desktop);
  announce(1, "news");
  announce(2, "message");
  announce(3, "payment");
  announce(4, "message", { priority: "critical" });
  for (const { client } of [phone, desktop]) await until(() => expect(ids(client)).toHaveLength(4));
  expect(phone.arrived).toEqual(["announcement-2", "announcement-3", "announcement-4"]);
  expect(desktop.arrived).toEqual(["announcement-3", "announcement-4"]);
});

test("an announcement in quiet hours is silent, by the server's clock", async () => {
  service.clockOffsetMs = 5 * 3_600_000;
  const now = Date.now() + service.clockOffsetMs;
  const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
  service.preferences.rest = { quiet_intervals: [{ from: at(-10), to: at(10) }] };
  const phone = open();
  await ready(phone);
  announce(1, "message");
  announce(2, "message", { priority: "critical" });
  await until(() => expect(ids(phone.client)).toHaveLength(2));
  expect(phone.arrived).toEqual(["announcement-2"]);
});

test("an announcement interrupts where there are no preferences to go by", async () => {
  service.preferences.failure = 404;
  const phone = open();
  await until(() => expect(phone.client.getSnapshot()).toMatchObject({ state: "live", loaded: true }));
  announce(1, "message");
  await until(() => expect(phone.arrived).toEqual(["announcement-1"]));
});

test("an announcement goes by what was changed here a moment ago", async () => {
  const phone = open();
  await ready(phone);
  const release = service.preferences.hold();
  const saved = phone.client.preferences.change({ types: { news: "silent" } });
  announce(1, "news");
  await until(() => expect(ids(phone.client)).toHaveLength(1));
  release();
  await saved;
  expect(phone.arrived).toEqual([]);
});

const summary = (id: string, over = {}) => ({ id, since: "a", until: "b", count: 3, types: { message: 3 }, ...over });

test("a summary is told once, with what is this device's, if that is anything", async () => {
  const [phone, desktop] = [open(), open({ device: { id: "desktop" } })];
  await ready(phone, desktop);
  const byDevice = { desktop: { count: 1, types: { message: 1 } }, phone: { count: 0, types: {} } };
  service.push({ event: "notification:summary", data: summary("s1") });
  service.push({ event: "notification:summary", data: summary("s1") });
  service.push({ event: "notification:summary", data: summary("s2", { byDevice }) });
  service.push({ event: "notification:summary", data: summary("s3", { count: 0 }) });
  service.create(notification(1));
  for (const device of [phone, desktop]) await shows(device, 1);
  expect(phone.summed).toEqual(["s1: 3"]);
  expect(desktop.summed).toEqual(["s1: 3", "s2: 1"]);
});

test("tabs that share are one device: each arrival and each summary is told in one of them", async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  new FakeChannels();
  const [first, second] = [open({ shareTabs: true }), open({ shareTabs: true })];
  await ready(first, second);
  service.create(notification(1), { attention: "interrupt", attentionByDevice: { phone: "silent" } });
  service.create(notification(2), { attention: "silent", attentionByDevice: { phone: "interrupt" } });
  service.push({ event: "notification:summary", data: summary("s1") });
  for (const tab of [first, second]) await shows(tab, 2, 1);
  const third = open({ shareTabs: true });
  await ready(third);
  for (const { visible } of [first, second]) visible.set(false);
  await until(() => expect(service.openSockets).toBe(1));
  service.push({ event: "notification:summary", data: summary("s1") });
  service.push({ event: "notification:summary", data: summary("s2") });
  const told = (of: "arrived" | "summed") => [first, second, third].flatMap((tab) => tab[of]);
  await until(() => expect(told("summed")).toEqual(["s1: 3", "s2: 3"]));
  expect(told("arrived")).toEqual(["n0002"]);
});

test("a tab of several decides about an announcement by what another one read", async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  new FakeChannels();
  service.preferences.document = { types: { news: "silent" } };
  const first = open({ shareTabs: true });
  await ready(first);
  const second = open({ shareTabs: true });
  await ready(second);
  expect(service.preferences.lines).toEqual(["GET /api/preferences"]);
  first.visible.set(false);
  announce(1, "news");
  announce(2, "message");
  await until(() => expect(second.arrived).toEqual(["announcement-2"]));
  expect(first.arrived).toEqual([]);
});
