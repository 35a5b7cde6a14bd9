import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NotificationClient, NotificationClientOptions } from "../src/index.js";
import { FakeChannels } from "./support/fakeChannels.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification, woken } from "./support/notifications.js";
import { openClient, ready, settled } from "./support/openClient.js";

const until = new Date("2026-01-02T08:00:00.000Z");
let service: FakeService;
let running: NotificationClient[];

function open(over: Partial<NotificationClientOptions> = {}) {
  const client = openClient(service, over);
  const arrived: string[] = [];
  client.on("arrived", (items) => arrived.push(...items.map((item) => item.id)));
  running.push(client);
  client.start();
  return { client, arrived };
}

const ids = (client: NotificationClient): string[] => client.getSnapshot().notifications.map((item) => item.id);
const shows = ({ client }: { client: NotificationClient }, ...numbers: number[]): Promise<void> =>
  settled(() => expect(ids(client)).toEqual(numbers.map((n) => notification(n).id)));
const snoozed = (id: string): void =>
  service.push({
    event: "notification:removed",
    data: { notificationIds: [id], removedAt: until.toISOString(), snoozed: { [id]: until.toISOString() } },
  });

beforeEach(async () => {
  running = [];
  service = await new FakeService().start();
  service.notifications = [notification(1), notification(2)];
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
});

test("what is snoozed is gone in every tab, and interrupts in one of them when it wakes", async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  new FakeChannels();
  const tabs = [open({ shareTabs: true }), open({ shareTabs: true })];
  await ready(...tabs);
  await tabs[0]!.client.snooze("n0001", until);
  for (const tab of tabs) await shows(tab, 2);
  expect(service.requests).toContain("POST /api/notifications/marks");
  expect(service.marks.map((body) => JSON.parse(body))).toEqual([{ ids: ["n0001"], action: "snooze", until: until.toISOString() }]);
  service.restore(woken(1, 9), { attention: "interrupt" });
  for (const tab of tabs) await shows(tab, 1, 2);
  await settled(() => expect(tabs.flatMap(({ arrived }) => arrived)).toEqual(["n0001"]));
});

test("what the server refuses to snooze is back, and said to have failed", async () => {
  service.failures.set("/api/notifications/marks", 400);
  const phone = open();
  await ready(phone);
  const failed = vi.fn();
  phone.client.on("mark-failed", failed);
  await expect(phone.client.snooze(["n0001", "n0002"], until)).rejects.toThrow("400");
  expect(failed).toHaveBeenCalledTimes(1);
  await shows(phone, 2, 1);
});

test("what wakes interrupts where its snooze was seen, unless it wakes in silence", async () => {
  const phone = open();
  await ready(phone);
  for (const id of ["n0001", "n0002"]) snoozed(id);
  await shows(phone);
  service.restore(woken(1, 9), { attention: "silent" });
  service.restore(woken(2, 10), { attention: "interrupt" });
  await shows(phone, 2, 1);
  expect(phone.arrived).toEqual(["n0002"]);
});

test("what is taken back on another device does not interrupt, however often it had been snoozed", async () => {
  const phone = open();
  await ready(phone);
  snoozed("n0001");
  await shows(phone, 2);
  // The second was snoozed before this device was there.
  for (const n of [1, 3]) service.restore(notification(n, { restores: 1 }));
  await shows(phone, 3, 2, 1);
  service.restore(woken(2, 9), { attention: "interrupt" });
  await settled(() => expect(phone.arrived).toEqual(["n0002"]));
  service.push({ event: "notification:removed", data: { notificationIds: ["n0002"], removedAt: "", restores: { n0002: 1 } } });
  await shows(phone, 3, 1);
  service.restore(woken(2, 9, { restores: 2 }));
  await shows(phone, 2, 3, 1);
  expect(phone.arrived).toEqual(["n0002"]);
});

test("what is taken back that had woken before does not interrupt where it was never heard of either", async () => {
  const phone = open();
  await ready(phone);
  service.restore(woken(5, 9, { restores: 2 }));
  service.restore(woken(6, 10), { attention: "interrupt" });
  await shows(phone, 6, 5, 2, 1);
  await settled(() => expect(phone.arrived).toEqual(["n0006"]));
});

test("what was snoozed and woke while the device was away comes by its next sync, and interrupts", async () => {
  const phone = open();
  await ready(phone);
  await shows(phone, 2, 1);
  await service.kill();
  // What it had been told of before is two changes, so the third is what it asks for.
  service.notifications = [notification(0, { removed: "deleted", read: true }), notification(2), woken(1, 9)];
  await service.start();
  await shows(phone, 1, 2);
  await settled(() => expect(phone.arrived).toEqual(["n0001"]));
  expect(phone.client.getSnapshot().unreadCount).toBe(2);
});

test("what was snoozed and woke between two polls comes by the second, and interrupts unless the page says that it is silent", async () => {
  service.notifications = [1, 2, 3].map((n) => notification(n, { read: n < 3 }));
  const phone = open({ realtime: false });
  await shows(phone, 3, 2, 1);
  service.notifications = [notification(3), woken(1, 9), woken(2, 10)];
  service.attention = { n0001: { attention: "silent" } };
  // The list is in the order of the last changes here, and that of the page its reverse.
  await phone.client.refresh();
  await shows(phone, 2, 1, 3);
  expect(phone.arrived).toEqual(["n0002"]);
  expect(phone.client.getSnapshot().unreadCount).toBe(3);
});
