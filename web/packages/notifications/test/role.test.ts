import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Role } from "../src/role.js";
import { FakeLocks } from "./support/fakeLocks.js";

let made: Role[];
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A tab that wants the role; `deaf` answers nobody, and `quits` says what makes it give up. */
function wanting({ deaf = false, quits = "failed" }: { deaf?: boolean; quits?: "ask" | "lost" | "failed" } = {}) {
  const told: string[] = [];
  const tell = (word: string): void => {
    told.push(word);
    if (word === quits) role.release();
  };
  const role = new Role({
    name: "role",
    checkMs: 30_000,
    ask: () => {
      tell("ask");
      queueMicrotask(() => {
        if (tabs.some((other) => other.role.held && !other.deaf)) role.heard();
      });
    },
    gained: () => tell("gained"),
    lost: () => tell("lost"),
    failed: () => tell("failed"),
  });
  const tab = { role, told, deaf };
  made.push(role);
  tabs.push(tab);
  role.want();
  return tab;
}
let tabs: { role: Role; deaf: boolean }[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  made = [];
  tabs = [];
});

afterEach(() => {
  for (const role of made) role.release();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("one has it, and another when that one gives it up", async () => {
  const [first, second] = [wanting(), wanting()];
  await pass(600_000);
  expect([first.role.held, second.role.held]).toEqual([true, false]);
  first.role.release();
  await pass(0);
  expect([first.role.held, second.role.held]).toEqual([false, true]);
});

test("it is taken from one that falls silent, within the time between two questions and three seconds", async () => {
  const first = wanting();
  await pass(0);
  const second = wanting();
  await pass(60_000);
  first.deaf = true;
  await pass(29_000);
  expect(second.role.held).toBe(false);
  await pass(4_000);
  expect([first.role.held, second.role.held]).toEqual([false, true]);
  expect(first.told).toContain("lost");
});

test("it is not taken by one that stood still itself and has not read the answer", async () => {
  const first = wanting();
  await pass(0);
  first.deaf = true;
  const second = wanting();
  await pass(2_000);
  // The page slept with the answer in its queue.
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(1_000);
  second.role.heard();
  await pass(20_000);
  expect(first.role.held).toBe(true);
});

test("one that gives up while it asks takes it from nobody", async () => {
  const first = wanting({ deaf: true });
  await pass(0);
  const second = wanting({ quits: "ask" });
  await pass(60_000);
  expect([first.role.held, second.told]).toEqual([true, ["ask"]]);
});

test("one that gives up as it is taken away wants it no more", async () => {
  const { role, told } = wanting({ quits: "lost" });
  await pass(0);
  const taken = new AbortController();
  const thief = (): Promise<void> => new Promise((resolve) => (taken.signal.onabort = () => resolve()));
  void navigator.locks.request("role", { steal: true }, thief);
  await pass(0);
  taken.abort();
  await pass(60_000);
  expect([role.held, told]).toEqual([false, ["ask", "gained", "lost"]]);
});

test("two that don't hear each other do not take it from each other for ever", async () => {
  const [first, second] = [wanting({ deaf: true }), wanting({ deaf: true })];
  await pass(600_000);
  expect([...first.told, ...second.told].filter((word) => word === "gained").length).toBeLessThan(4);
  expect([first, second].filter(({ told }) => told.includes("failed"))).toHaveLength(1);
});

test.each([
  ["reject", () => Promise.reject(new DOMException("denied", "SecurityError"))],
  ["reject as if they were stolen", () => Promise.reject(new DOMException("stolen", "AbortError"))],
  [
    "throw",
    () => {
      throw new DOMException("denied", "SecurityError");
    },
  ],
  ["never answer", () => new Promise(() => {})],
])("says that it can't be had where locks %s, and asks no more", async (_, request) => {
  const spy = vi.fn(request);
  vi.stubGlobal("navigator", { locks: { request: spy } });
  const { told } = wanting();
  await pass(6_000);
  expect(told).toContain("failed");
  expect(spy.mock.calls.length).toBeLessThanOrEqual(2);
});
