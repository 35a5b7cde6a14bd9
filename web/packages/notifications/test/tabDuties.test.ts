import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Tabs } from "../src/tabs.js";
import { FakeLocks } from "./support/fakeLocks.js";
import { Switch } from "./support/switch.js";

const checkMs = 30_000;
let locks: FakeLocks;
let closes: (() => void)[];

/** Timers stand still but for what this passes; messages between tabs take real time. */
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 5_000, interval: 5 });

function openTab(isVisible = true) {
  const [visible, online] = [new Switch(isVisible), new Switch(true)];
  const told: string[] = [];
  const returned = vi.fn<() => void>(() => told.push("return"));
  const heard = vi.fn<(message: string) => void>();
  const tabs = new Tabs<string>({
    visible,
    online,
    checkMs,
    onLead: () => told.push("lead"),
    onFollow: () => told.push("follow"),
    onReturn: returned,
    onMessage: heard,
    greeting: () => "welcome",
  });
  closes.push(() => tabs.stop());
  tabs.start();
  return { tabs, told, returned, heard, visible, online };
}

/** A tab that leads and, if visible, is on screen. */
async function openLeader(isVisible = true) {
  const tab = openTab(isVisible);
  tab.tabs.join("ana", "k");
  await until(() => expect([tab.tabs.leading, tab.tabs.onScreen.get()]).toEqual([true, isVisible]));
  return tab;
}

/** A leader that last heard another tab that many ms ago. */
async function openLeaderThatHeard(ms: number) {
  const leader = await openLeader();
  openOther().sayHello();
  await new Promise<unknown>((resolve) => leader.heard.mockImplementation(resolve));
  vi.setSystemTime(Date.now() + ms);
  leader.told.length = 0;
  return leader;
}

/** Takes a role as another tab does: in turn, or away from who has it. */
function take(role: string, steal = false) {
  const taken = { held: false, free: () => {} };
  void locks.request(`fixia:${role}:k`, { steal }, () => {
    taken.held = true;
    return new Promise<void>((resolve) => (taken.free = resolve));
  });
  return taken;
}

/** Says and hears what other tabs do. */
function openOther() {
  const channel = new BroadcastChannel("fixia:k");
  const heard: string[] = [];
  channel.onmessage = ({ data }: { data: Record<string, string> }) =>
    heard.push(`${data.user} ${data.kind} ${data.role ?? data.message}`);
  closes.push(() => channel.close());
  return {
    heard,
    sayHello: () => channel.postMessage({ user: "ana", kind: "say", message: "hello" }),
    ask: (role: string) => channel.postMessage({ user: "ana", kind: "who", role }),
  };
}

function openPage(): (event: string) => void {
  const page = new EventTarget();
  vi.stubGlobal("document", page);
  return (event) => void page.dispatchEvent(new Event(event));
}

function breakChannels(): void {
  vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {
    throw new DOMException("closed", "InvalidStateError");
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  locks = new FakeLocks();
  vi.stubGlobal("navigator", { locks });
  closes = [];
});

afterEach(() => {
  for (const close of closes) close();
  vi.useRealTimers();
});

test("before it is known whose it is, a tab leads nothing and is on screen while it is visible", () => {
  const { tabs, told, visible } = openTab();
  const changed = vi.fn();
  const unsubscribe = tabs.onScreen.subscribe(changed);
  expect([tabs.leading, tabs.onScreen.get()]).toEqual([false, true]);
  visible.set(false);
  expect(changed).toHaveBeenCalledTimes(1);
  unsubscribe();
  visible.set(true);
  expect(changed).toHaveBeenCalledTimes(1);
  tabs.yield();
  expect(told).toEqual([]);
});

test("a tab that is to keep to itself leads from then until it stops, and neither yields nor joins others", () => {
  const { tabs, told } = openTab();
  tabs.join("ana", null);
  tabs.join("ana", "k");
  tabs.yield();
  expect([tabs.leading, tabs.onScreen.get(), told]).toEqual([true, true, ["lead"]]);
  tabs.stop();
  expect([tabs.leading, told]).toEqual([false, ["lead"]]);
});

test.each([undefined, {}])("a tab leads by itself at once where the browser has no locks: %j", (navigator) => {
  vi.stubGlobal("navigator", navigator);
  const { tabs, told } = openTab();
  tabs.join("ana", "k");
  expect([tabs.leading, tabs.onScreen.get(), told]).toEqual([true, true, ["lead"]]);
});

test("a tab stays with the user whose it became first", async () => {
  const { tabs } = await openLeader();
  const other = openOther();
  tabs.join("bruno", "k");
  tabs.post("hello");
  await until(() => expect(other.heard).toEqual(["ana say hello"]));
});

test("tabs ask who leads and who is on screen: who does says so, and welcomes those that ask who leads", async () => {
  const other = openOther();
  await openLeader();
  const all = ["ana here leader", "ana here screen", "ana who leader", "ana who screen"];
  await until(() => expect([...new Set(other.heard)].sort()).toEqual(all));
  other.heard.length = 0;
  other.ask("screen");
  other.ask("leader");
  await until(() => expect(other.heard).toEqual(["ana here screen", "ana here leader", "ana say welcome"]));
});

test("the leader shows what all were asked to show while no tab is on screen, else the one that is", async () => {
  const leader = await openLeader(false);
  const other = openTab(false);
  other.tabs.join("ana", "k");
  const shown: string[] = [];
  const announce = (): void => {
    leader.tabs.announce(() => shown.push("leader"));
    other.tabs.announce(() => shown.push("other"));
  };
  announce();
  await until(() => expect(shown).toEqual(["leader"]));
  other.visible.set(true);
  await until(() => expect(other.tabs.onScreen.get()).toBe(true));
  announce();
  expect(shown).toEqual(["leader", "other"]);
});

test("a leader that can't lead gives way up to two checks after it heard another tab, and waits in turn", async () => {
  const { tabs, told } = await openLeaderThatHeard(2 * checkMs);
  const next = take("leader");
  tabs.yield();
  expect([tabs.leading, told]).toEqual([false, ["follow"]]);
  await until(() => expect(next.held).toBe(true));
  next.free();
  await until(() => expect(told).toEqual(["follow", "lead"]));
});

test("a leader that can't lead keeps the lead when it heard nobody for longer", async () => {
  const { tabs, told } = await openLeaderThatHeard(2 * checkMs + 1);
  tabs.yield();
  expect([tabs.leading, told]).toEqual([true, []]);
});

test("a leader that gave way waits in turn only once it has a network", async () => {
  const { tabs, told, visible, online } = await openLeaderThatHeard(0);
  online.set(false);
  tabs.yield();
  visible.set(false);
  const next = take("leader");
  await until(() => expect(next.held).toBe(true));
  next.free();
  online.set(true);
  await until(() => expect(told).toEqual(["follow", "lead"]));
});

test("a leader that is put to rest gives all up once, and catches up once when it is back", async () => {
  const page = openPage();
  const { tabs, told } = await openLeader();
  page("resume");
  expect(told).toEqual(["lead"]);
  for (const event of ["freeze", "freeze"]) page(event);
  expect([tabs.leading, tabs.onScreen.get(), told]).toEqual([false, false, ["lead", "follow"]]);
  const others = [take("leader"), take("screen")];
  await until(() => expect(others.map(({ held }) => held)).toEqual([true, true]));
  for (const event of ["resume", "resume"]) page(event);
  expect(told).toEqual(["lead", "follow", "return"]);
  for (const other of others) other.free();
  await until(() => expect([tabs.leading, tabs.onScreen.get()]).toEqual([true, true]));
  expect(told).toEqual(["lead", "follow", "return", "lead"]);
});

test("a tab that stopped leads nothing, hears nobody and follows nothing", async () => {
  const page = openPage();
  const { tabs, told, heard, visible, online } = await openLeader();
  tabs.stop();
  expect([tabs.leading, vi.getTimerCount()]).toEqual([false, 0]);
  expect([visible.listenerCount, online.listenerCount]).toEqual([0, 0]);
  const witness = await openLeader();
  openOther().sayHello();
  await until(() => expect(witness.heard).toHaveBeenCalled());
  for (const event of ["freeze", "resume"]) page(event);
  expect(witness.returned).toHaveBeenCalled();
  expect([heard.mock.calls, told]).toEqual([[], ["lead"]]);
});

test("a tab that can't tell the others anything leads by itself, and leaves to them what they share", async () => {
  breakChannels();
  const { tabs, told } = openTab();
  tabs.join("ana", "k");
  expect([tabs.leading, tabs.onScreen.get(), told]).toEqual([true, true, ["lead"]]);
  const others = [take("leader"), take("screen")];
  await until(() => expect(others.map(({ held }) => held)).toEqual([true, true]));
  tabs.post("hello");
  expect(told).toEqual(["lead"]);
});

test("a tab that loses its lead again and its channel with it begins just once to lead by itself", async () => {
  const { tabs, told, returned } = await openLeader();
  const thief = take("leader", true);
  await until(() => expect(told).toEqual(["lead", "follow", "return"]));
  thief.free();
  await until(() => expect(tabs.leading).toBe(true));
  returned.mockImplementation(() => tabs.post("back"));
  breakChannels();
  take("leader", true);
  await until(() => expect(told.slice(4)).toEqual(["follow", "lead"]));
});

test("a tab that gains the lead and can't say so begins just once to lead by itself", async () => {
  const { tabs, told } = openTab();
  tabs.join("ana", "k");
  breakChannels();
  await until(() => expect(tabs.leading).toBe(true));
  await Promise.resolve();
  expect(told).toEqual(["lead"]);
});

test("a leader that gives way and can't ask any more leads by itself", async () => {
  const { tabs, told } = await openLeaderThatHeard(0);
  breakChannels();
  tabs.yield();
  expect([tabs.leading, told]).toEqual([true, ["follow", "lead"]]);
});
