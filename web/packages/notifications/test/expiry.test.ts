import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Expiry } from "../src/expiry.js";
import { InboxState } from "../src/inboxState.js";
import type { Notification } from "../src/protocol.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const Day = 86_400_000;
const recount = vi.fn();
let state: InboxState;
let expiry: Expiry;
const show = (...expiresInMs: number[]): void =>
  showAll(expiresInMs.map((ms, n) => notification(n, { expires_at: new Date(Date.now() + ms).toISOString() })));
const announcement = (n: number, ms: number): Notification =>
  notification(n, { id: `announcement-${n}`, expires_at: new Date(Date.now() + ms).toISOString() });
const showAll = (notifications: Notification[]): void => {
  state.applyNewest({ notifications, hasMore: false, unreadCount: notifications.length });
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const shown = (): number => state.snapshot.notifications.length;

beforeEach(() => {
  vi.useFakeTimers();
  recount.mockReset();
  state = new InboxState(new Switch(true));
  expiry = new Expiry(state, recount);
  state.subscribe(() => expiry.follow());
});

afterEach(() => {
  expiry.stop();
  vi.useRealTimers();
});

test("takes each off the list in its time, and has the counts told within seconds of it", async () => {
  show(1_000, 20_000);
  await pass(999);
  expect(shown()).toBe(2);
  await pass(1);
  expect(shown()).toBe(1);
  expect(recount).not.toHaveBeenCalled();
  await pass(5_000);
  expect(recount).toHaveBeenCalledTimes(1);
  await pass(14_000);
  expect(shown()).toBe(0);
});

test("has the counts told once for several that expire together", async () => {
  show(1_000, 1_010, 1_020);
  await pass(20_000);
  expect(shown()).toBe(0);
  expect(recount).toHaveBeenCalledTimes(1);
});

test("takes an announcement off list and count at once, and spreads what every device asks then over minutes", async () => {
  showAll([announcement(1, 1_000), notification(2)]);
  await pass(1_000);
  expect(shown()).toBe(1);
  expect(state.snapshot.unreadCount).toBe(1);
  await pass(5_000);
  expect(recount).not.toHaveBeenCalled();
  await pass(595_000);
  expect(recount).toHaveBeenCalledTimes(1);
});

test("asks within seconds when one of the user's own expires while an announcement waits for its turn", async () => {
  showAll([announcement(1, 1_000), notification(2, { expires_at: new Date(Date.now() + 2_000).toISOString() })]);
  await pass(7_000);
  expect(recount).toHaveBeenCalledTimes(1);
  await pass(600_000);
  expect(recount).toHaveBeenCalledTimes(1);
});

test("waits for longer than a timer can", async () => {
  show(40 * Day);
  await pass(39 * Day);
  expect(shown()).toBe(1);
  await pass(Day);
  expect(shown()).toBe(0);
});

test("follows one that expires earlier than those before", async () => {
  show(60_000);
  show(60_000, 1_000);
  await pass(1_000);
  expect(shown()).toBe(1);
});

test("leaves no timer behind", async () => {
  show(1_000, 2_000);
  await pass(1_000);
  expiry.stop();
  expect(vi.getTimerCount()).toBe(0);
});
