import { beforeEach, expect, test } from "vitest";
import type { Notification, ServerEvent } from "../src/protocol.js";
import { NotificationStore } from "../src/store.js";
import { notification } from "./support/notifications.js";

const at = "2026-01-01T01:00:00.000Z";
let store: NotificationStore;
const unread = (): string[] => store.view.notifications.filter((item) => !item.read).map((item) => item.id);
const listed = (): string[] => store.view.notifications.map((item) => item.id);
const restored = (n: number, over: Partial<Notification> = {}): ServerEvent =>
  ({ event: "notification:restored", data: { notification: notification(n, { restores: 1, ...over }), restoredAt: at } });
const read = (id: string, restores?: number): ServerEvent =>
  ({
    event: "notification:read",
    data: { notificationIds: [id], readAt: at, ...(restores && { restores: { [id]: restores } }) },
  });
const removed = (id: string, restores?: number): ServerEvent =>
  ({
    event: "notification:removed",
    data: { notificationIds: [id], removedAt: at, ...(restores && { restores: { [id]: restores } }) },
  });

beforeEach(() => {
  store = new NotificationStore();
  store.applyPage({ notifications: [notification(2), notification(1)], unreadCount: 2, byType: { message: 2 } });
});

test("what was read is unread again, although everything up to it was marked read", () => {
  store.applyPage({ readBefore: "2026-01-01T00:30:00.000Z", unreadCount: 0 });
  store.applyEvents([restored(1)]);
  store.applyPage({ readBefore: "2026-01-01T00:45:00.000Z" });
  expect(unread()).toEqual(["n0001"]);
});

test("what was removed is in the list again", () => {
  store.applyEvents([removed("n0001")]);
  store.applyEvents([restored(1, { read: true })]);
  expect(listed()).toEqual(["n0002", "n0001"]);
});

test("a late answer takes nothing back, and a later one does", () => {
  store.applyEvents([restored(1)]);
  store.applyPage({ notifications: [notification(1, { read: true })] });
  store.applyEvents([read("n0001"), removed("n0001")]);
  expect(unread()).toContain("n0001");
  store.applyEvents([read("n0001", 1)]);
  store.applyEvents([restored(1)]);
  expect(unread()).not.toContain("n0001");
  store.applyEvents([removed("n0001", 1), restored(1)]);
  expect(listed()).not.toContain("n0001");
  store.applyEvents([restored(1, { restores: 2 })]);
  expect(unread()).toContain("n0001");
});

test("a version that was missed is known to be unknown", () => {
  expect(store.knowsVersion("n0001", 0)).toBe(true);
  expect(store.knowsVersion("n0001", 1)).toBe(false);
  store.applyEvents([removed("n0001", 1)]);
  expect(store.knowsVersion("n0001", 1)).toBe(true);
});

test("marking unread shows and counts at once, and once", () => {
  store.applyEvents([read("n0001")]);
  const pending = store.beginUnread(["n0001", "n0002"])!;
  expect(store.view).toMatchObject({ unreadCount: 2 });
  expect(unread()).toEqual(["n0002", "n0001"]);
  store.applyEvents([
    restored(1),
    { event: "notification:unread-count", data: { count: 2, updatedAt: at, byType: { message: 2 } } },
  ]);
  expect(store.commit(pending)).toBe(true);
  expect(store.view).toMatchObject({ unreadCount: 2 });
});

test("marking unread is taken back when it fails, and counted when it does not", () => {
  store.applyEvents([read("n0001")]);
  store.rollback(store.beginUnread(["n0001"])!);
  expect(store.view).toMatchObject({ unreadCount: 1 });
  store.commit(store.beginUnread(["n0001"])!);
  expect(store.view).toMatchObject({ unreadCount: 2 });
});

test("what the user marks unread has been seen", () => {
  store.applyPage({ notifications: [notification(1, { read: true })], unreadCount: 1, unseenCount: 0 });
  store.commit(store.beginUnread(["n0001"])!);
  expect(store.view).toMatchObject({ unreadCount: 2, unseenCount: 0 });
});

test("nothing is marked unread that is not read, or not there", () => {
  expect(store.beginUnread(["n0001", "unknown"])).toBeNull();
});

test("each marking unread is a restore more", () => {
  store.applyEvents([restored(1, { read: true }), read("n0002")]);
  store.beginUnread(["n0001", "n0002"]);
  expect(store.view.notifications.map((item) => item.restores)).toEqual([1, 2]);
});

test.each([0, 1])("a late answer of after %i restores does not settle what is marked unread", (restores) => {
  const before = notification(1, { read: true, read_at: at, restores });
  store.applyPage({ notifications: [before], unreadCount: 1 });
  const pending = store.beginUnread(["n0001"])!;
  store.applyPage({ notifications: [before] });
  expect(store.view).toMatchObject({ unreadCount: 2 });
  store.rollback(pending);
  expect(unread()).toEqual(["n0002"]);
});

test("a restore of another device does not settle what is marked read here", () => {
  store.beginRead(["n0001"], new Date(at));
  store.applyEvents([restored(1)]);
  expect(store.view).toMatchObject({ unreadCount: 1 });
});

test("what was removed before it was known is news when it is restored", () => {
  store.applyEvents([removed("n0003")]);
  expect(store.applyEvents([restored(3)]).map((item) => item.id)).toEqual(["n0003"]);
});

test("what is newer than what was shown stays unread", () => {
  const pending = store.beginRead({ before: notification(1).created_at }, new Date(at))!;
  expect(unread()).toEqual(["n0002"]);
  store.commit(pending);
  expect(store.view).toMatchObject({ unreadCount: 1 });
});

test("counts by type are the server's, and the same object until it tells others", () => {
  const counts = store.view.unreadByType;
  const told = (byType: Record<string, number>) =>
    store.applyEvents([{ event: "notification:unread-count", data: { count: 2, updatedAt: at, byType } }]);
  told({ message: 2 });
  expect(store.view.unreadByType).toBe(counts);
  told({ message: 1, constructor: 1 } as unknown as Record<string, number>);
  expect(Object.entries(store.view.unreadByType)).toEqual([
    ["message", 1],
    ["constructor", 1],
  ]);
});
