import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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

let channels: FakeChannels;

beforeEach(async () => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  channels = new FakeChannels();
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
  expect(service.accepted).toBe(1);
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
  const first = openTab();
  await ready(first);
  const second = openTab();
  await ready(second);
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
  service.notifications = [notification(0)];
  const [first, second] = [openTab({ realtime: false }), openTab({ realtime: false })];
  await until(() => {
    for (const { client } of [first, second]) expect(client.getSnapshot().loaded).toBe(true);
  });
  service.notifications.push(notification(1));
  service.requests.length = 0;
  await first.client.refresh();
  await until(() => expect(ids(second.client)).toEqual(["n0001", "n0000"]));
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

test("a tab that is told by its first page whose it is negotiates nothing while another one leads", async () => {
  service.notifications = [notification(1)];
  const tabs = [openTab()];
  await ready(...tabs);
  tabs.push(openTab(), openTab());
  await ready(...tabs);
  expect(service.requests.filter((line) => line === "POST /api/negotiate")).toHaveLength(1);
});

test("tabs of a token that says nothing share by the user that the server names", async () => {
  await ready(openTab({ getToken: () => "opaque" }), openTab({ getToken: undefined }));
  expect(service.openSockets).toBe(1);
});

test("tabs that name different groups do not share", async () => {
  await ready(openTab({ shareTabs: "shop" }), openTab({ shareTabs: "office" }), openTab({ shareTabs: "shop" }));
  expect(service.openSockets).toBe(2);
});

describe("when the cookie becomes another user's", () => {
  const ofAna = notification(1, { user_id: "ana", title: "private of ana" });
  const ofBruno = notification(2, { user_id: "bruno" });

  /** Ana's tab is open; then Bruno signs in, in another tab of the same browser. */
  async function signInAnother(over: Partial<NotificationClientOptions> = {}) {
    service.notifications = [ofAna, ofBruno];
    const ana = openTab({ getToken: undefined, ...over });
    await until(() => expect(ids(ana.client)).toEqual(["n0001"]));
    if (over.realtime !== false) await ready(ana);
    const shown = new Set<string>();
    ana.client.subscribe(() => ids(ana.client).forEach((id) => shown.add(id)));
    service.user = "bruno";
    const bruno = openTab({ getToken: undefined, ...over });
    return { ana, bruno, shown };
  }

  test("each tab shows its own user's, and the former user's session ends", async () => {
    const { ana, bruno, shown } = await signInAnother();
    await ready(bruno);
    await until(() => expect(ana.client.getSnapshot()).toMatchObject({ state: "signed-out", notifications: [] }));
    service.create(notification(3, { user_id: "ana" }));
    service.create(notification(4, { user_id: "bruno" }));
    await until(() => expect(ids(bruno.client)).toEqual(["n0004", "n0002"]));
    expect(bruno.arrived).toEqual(["n0004"]);
    expect([ids(ana.client), ana.arrived]).toEqual([[], []]);
    expect([...shown].filter((id) => id !== "n0001")).toEqual([]);
    await until(() => expect(service.openSockets).toBe(1));
    ana.client.start();
    await ready(ana);
    expect(ids(ana.client)).toEqual(["n0004", "n0002"]);
    expect(service.openSockets).toBe(1);
  });

  test("a poll that the other user's cookie answered ends the session, and shows nothing of it", async () => {
    const { ana, shown } = await signInAnother({ realtime: false, shareTabs: false });
    vi.stubGlobal("BroadcastChannel", undefined);
    await ana.client.refresh().catch(() => undefined);
    expect(ana.client.getSnapshot()).toMatchObject({ state: "signed-out", notifications: [], unreadCount: null });
    expect([...shown].filter((id) => id !== "n0001")).toEqual([]);
  });

  test("a connection that is taken up anew for another user ends the session", async () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    const ana = openTab({ getToken: undefined });
    await ready(ana);
    service.user = "bruno";
    service.notifications = [ofBruno];
    service.dropConnections();
    await until(() => expect(ana.client.getSnapshot().state).toBe("signed-out"));
    expect(ids(ana.client)).toEqual([]);
    await until(() => expect(service.openSockets).toBe(0));
  });

  test("what another tab says of it is asked of the server before it is believed", async () => {
    const ana = openTab({ getToken: undefined });
    await ready(ana);
    const other = new BroadcastChannel(`fixia:cookie:${service.base}/api/negotiate`);
    const asked = (): number => service.requests.filter((line) => line === "POST /api/negotiate").length;
    const before = asked();
    other.postMessage({ user: "bruno" });
    await until(() => expect(asked()).toBe(before + 1));
    other.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ana.client.getSnapshot().state).toBe("live");
  });

  test("a message that names another user is not heard", async () => {
    const ana = openTab();
    await ready(ana);
    const key = JSON.stringify([`${service.base}/api`, true, "ana"]);
    const intruder = new BroadcastChannel(`fixia:${key}`);
    const page = { notifications: [ofBruno], hasMore: false };
    intruder.postMessage({ kind: "say", user: "bruno", message: { kind: "page", page } });
    intruder.postMessage({ kind: "say", message: { kind: "page", page } });
    intruder.postMessage({ kind: "say", user: "ana", message: { kind: "page", page: { ...page, notifications: [ofAna] } } });
    await until(() => expect(ids(ana.client)).toEqual(["n0001"]));
    intruder.close();
  });
});

describe("a leader that can't lead", () => {
  const pingMs = 200;

  test("is blocked: a visible tab takes its place, on screen too, and it follows when it is back", async () => {
    const blocked = openTab({ pingMs });
    await ready(blocked);
    const other = openTab({ pingMs });
    await ready(other);
    // Both are visible, and the blocked one holds the connection and the screen.
    channels.block(0);
    await until(() => expect(service.accepted).toBe(2));
    service.create(notification(1));
    await until(() => expect(other.arrived).toEqual(["n0001"]));
    channels.block(0, false);
    await until(() => expect(service.openSockets).toBe(1));
    service.create(notification(2));
    for (const { client } of [blocked, other]) await until(() => expect(ids(client)).toEqual(["n0002", "n0001"]));
    await until(() => expect(blocked.client.getSnapshot().state).toBe("live"));
    expect(service.accepted).toBe(2);
  });

  test("is blocked while no tab is visible: one of those takes its place", async () => {
    const blocked = openTab({ pingMs });
    await ready(blocked);
    const other = openTab({ pingMs });
    await ready(other);
    for (const { visible } of [blocked, other]) visible.set(false);
    // What they asked each other as they were hidden is answered when this is.
    const pong = new Promise<unknown>((resolve) => other.client.on("pong", resolve));
    await other.client.send("ping", { timestamp: "" });
    await pong;
    channels.block(0);
    await until(() => expect(service.accepted).toBe(2));
    service.create(notification(1));
    await until(() => expect(other.arrived).toEqual(["n0001"]));
  });

  /** Sockets of one tab, which can be cut off from the service. */
  function cuttable() {
    const open = new Set<NodeWebSocket>();
    let cut = false;
    return {
      WebSocket: class extends NodeWebSocket {
        constructor(url: string, protocol: string) {
          super(cut ? "ws://127.0.0.1:1" : url, protocol);
          open.add(this);
        }
      } as unknown as typeof WebSocket,
      cut(): void {
        cut = true;
        for (const socket of open) socket.terminate();
      },
    };
  }

  test("has no network: another tab that has one takes its place within seconds", async () => {
    const online = new Switch(true);
    const network = cuttable();
    const leader = openTab({ online, pingMs, WebSocket: network.WebSocket });
    await ready(leader);
    const other = openTab({ pingMs });
    await ready(other);
    online.set(false);
    network.cut();
    await until(() => expect(service.accepted).toBe(2));
    service.create(notification(1));
    await until(() => expect(ids(other.client)).toEqual(["n0001"]));
  });

  test("has its sockets blocked: another tab takes its place within half a minute", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const network = cuttable();
    const leader = openTab({ WebSocket: network.WebSocket });
    await ready(leader);
    const other = openTab();
    await ready(other);
    network.cut();
    await until(() => expect(other.client.getSnapshot().state).toBe("recovering"));
    await vi.advanceTimersByTimeAsync(30_000);
    vi.useRealTimers();
    await until(() => expect(service.accepted).toBe(2));
    for (const tab of [leader, other]) await ready(tab);
  });

  test("is alone without a network: it keeps its connection", async () => {
    const online = new Switch(true);
    const leader = openTab({ online, pingMs });
    await ready(leader);
    online.set(false);
    service.breakSockets();
    await new Promise((resolve) => setTimeout(resolve, 3_300));
    online.set(true);
    await ready(leader);
    // The connection was recovered, not made anew.
    expect(service.requests.filter((line) => line === "POST /api/negotiate")).toHaveLength(1);
  });

  test("is signed out: another tab takes its place", async () => {
    let signedIn = true;
    const leader = openTab({ getToken: () => (signedIn ? token : null) });
    await ready(leader);
    const other = openTab();
    await ready(other);
    signedIn = false;
    await leader.client.refresh().catch(() => undefined);
    expect(leader.client.getSnapshot().state).toBe("signed-out");
    await until(() => expect(service.accepted).toBe(2));
    await ready(other);
  });

  test("is put to sleep: it gives its place up before, and follows when it wakes", async () => {
    const page = new EventTarget();
    vi.stubGlobal("document", Object.assign(page, { visibilityState: "visible" }));
    const leader = openTab();
    vi.stubGlobal("document", undefined);
    await ready(leader);
    const other = openTab();
    await ready(other);
    page.dispatchEvent(new Event("freeze"));
    await until(() => expect(service.accepted).toBe(2));
    await until(() => expect(service.openSockets).toBe(1));
    page.dispatchEvent(new Event("resume"));
    service.create(notification(1));
    for (const { client } of [leader, other]) await until(() => expect(ids(client)).toEqual(["n0001"]));
    expect(service.openSockets).toBe(1);
  });
});

describe("each tab has its own connection where", () => {
  const denied = (): DOMException => new DOMException("denied", "SecurityError");
  const lock = (request: () => unknown) => () => vi.stubGlobal("navigator", { locks: { request } });

  test.each<[string, () => void]>([
    ["the browser lacks locks", () => vi.stubGlobal("navigator", {})],
    [
      "locks may not be looked at",
      () =>
        vi.stubGlobal("navigator", {
          get locks(): never {
            throw denied();
          },
        }),
    ],
    ["locks are refused", lock(() => Promise.reject(denied()))],
    ["locks say that they were stolen at once", lock(() => Promise.reject(new DOMException("", "AbortError")))],
    [
      "locks throw",
      lock(() => {
        throw denied();
      }),
    ],
    ["locks never answer", lock(() => new Promise(() => {}))],
    ["the browser lacks channels", () => vi.stubGlobal("BroadcastChannel", undefined)],
    [
      "channels are refused",
      () =>
        vi.stubGlobal("BroadcastChannel", function refused() {
          throw denied();
        }),
    ],
    [
      "channels can't be sent to",
      () =>
        vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {
          throw denied();
        }),
    ],
  ])("%s", async (_, set) => {
    set();
    const tabs = [openTab({ pingMs: 500 }), openTab({ pingMs: 500 })];
    await ready(...tabs);
    expect(service.openSockets).toBe(2);
    service.create(notification(1));
    for (const { client } of tabs) await until(() => expect(ids(client)).toEqual(["n0001"]));
  });
});
