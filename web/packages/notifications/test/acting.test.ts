import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NotificationClient, NotificationClientOptions } from "../src/index.js";
import { FakeChannels } from "./support/fakeChannels.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { FakeService } from "./support/fakeService.js";
import { notification } from "./support/notifications.js";
import { openClient, ready, settled } from "./support/openClient.js";

const actions = [
  { id: "accept", label: "Aceptar" },
  { id: "decline", label: "Rechazar" },
];
const path = "/api/notifications/n0001/actions/accept";
let service: FakeService;
let running: NotificationClient[];

function open(over: Partial<NotificationClientOptions> = {}) {
  const client = openClient(service, over);
  const [arrived, failed] = [vi.fn(), vi.fn()];
  client.on("arrived", arrived);
  client.on("mark-failed", failed);
  running.push(client);
  client.start();
  return { client, arrived, failed };
}

const shows = ({ client }: { client: NotificationClient }, action: string | undefined): Promise<void> =>
  settled(() => {
    const { notifications, unreadCount } = client.getSnapshot();
    expect([notifications[0]!.outcome?.action, unreadCount]).toEqual(action ? [action, 0] : [undefined, 1]);
  });

beforeEach(async () => {
  running = [];
  service = await new FakeService().start();
  service.notifications = [notification(1, { actions })];
});

afterEach(async () => {
  for (const client of running) client.stop();
  await service.kill();
});

test("what is pressed on one device shows on the others, and calls nobody", async () => {
  const [phone, desktop] = [open(), open()];
  await ready(phone, desktop);
  const outcome = await phone.client.act("n0001", "accept");
  expect(outcome).toEqual(service.notifications[0]!.outcome);
  for (const device of [phone, desktop]) await shows(device, "accept");
  expect(desktop.arrived).not.toHaveBeenCalled();
  expect(await phone.client.act("n0001", "accept"), "pressed again").toEqual(outcome);
});

test("what is pressed shows in every tab without a connection", async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  new FakeChannels();
  const tabs = [open({ shareTabs: true, realtime: false }), open({ shareTabs: true, realtime: false })];
  for (const tab of tabs) await shows(tab, undefined);
  await tabs[0]!.client.act("n0001", "accept");
  for (const tab of tabs) await shows(tab, "accept");
});

test("what another device pressed first is what both show", async () => {
  const [phone, desktop] = [open(), open({ realtime: false })];
  await ready(phone);
  await shows(desktop, undefined);
  await phone.client.act("n0001", "decline");
  expect(desktop.client.getSnapshot().notifications[0]!.outcome).toBeUndefined();
  expect(await desktop.client.act("n0001", "accept")).toEqual(service.notifications[0]!.outcome);
  await shows(desktop, "decline");
  expect(desktop.failed).not.toHaveBeenCalled();
});

test.each([503, 429, 404])("what the server answers with %i is as it was, and said to have failed", async (status) => {
  service.failures.set(path, status);
  const phone = open();
  await ready(phone);
  await expect(phone.client.act("n0001", "accept")).rejects.toThrow(String(status));
  expect(phone.failed).toHaveBeenCalledTimes(1);
  await shows(phone, undefined);
  service.failures.clear();
  await phone.client.act("n0001", "accept");
  await shows(phone, "accept");
});
