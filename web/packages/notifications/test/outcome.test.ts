import { beforeEach, expect, test } from "vitest";
import type { Notification, NotificationOutcome } from "../src/protocol.js";
import { NotificationStore } from "../src/store.js";
import { notification } from "./support/notifications.js";

const at = "2026-01-01T01:00:00.000Z";
const later = "2026-01-01T02:00:00.000Z";
const outcome = (action: string, when = at): NotificationOutcome => ({ action, at: when });
let store: NotificationStore;
const shown = (id: string): Notification => store.view.notifications.find((item) => item.id === id)!;

beforeEach(() => {
  store = new NotificationStore();
  store.applyPage({ notifications: [notification(1), notification(2), notification(3)] });
  store.applyEvents([{ event: "notification:unread-count", data: { count: 3, updatedAt: at } }]);
});

test("what is pressed is read from then on, and what was read stays so", () => {
  store.applyPage({ notifications: [notification(1, { read: true, read_at: at })] });
  store.beginAct("n0001", outcome("accept", later));
  store.beginAct("n0002", outcome("accept", later));
  expect([shown("n0001").read_at, shown("n0002").read_at]).toEqual([at, later]);
});

test("an outcome is shown where none was, and never replaced by another", () => {
  const [first, second] = [outcome("accept"), outcome("decline")];
  expect(store.settleOutcome("n0001", first, null)?.outcome).toEqual(first);
  // Another press is under way meanwhile, which makes no guess of this one.
  store.beginAct("n0002", outcome("accept"));
  expect(store.settleOutcome("n0001", second, null)?.outcome).toEqual(first);
});

test("what is put back has the outcome of its own button, and of no other's", () => {
  const removing = store.beginRemove(["n0003"])!;
  const pressing = store.beginAct("n0001", outcome("accept"))!;
  store.settleOutcome("n0001", outcome("decline"), pressing);
  store.rollback(removing);
  expect(shown("n0003")).not.toHaveProperty("outcome");
  expect(shown("n0001").outcome?.action).toBe("decline");
});

test("a press after the last count makes it one less, and one that it has in it does not", () => {
  store.applyPage({ notifications: [notification(1, { read: true, read_at: at, outcome: outcome("accept") })] });
  expect(store.view.unreadCount).toBe(3);
  store.applyPage({ notifications: [notification(2, { read: true, read_at: later, outcome: outcome("accept", later) })] });
  expect(store.view.unreadCount).toBe(2);
});

test("what a page shows as read without a press is in its own count", () => {
  store.applyPage({ notifications: [notification(1, { read: true, read_at: later })] });
  expect(store.view.unreadCount).toBe(3);
});
