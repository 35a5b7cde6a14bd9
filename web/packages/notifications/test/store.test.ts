import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ServerEvents } from "../src/protocol.js";
import { NotificationStore } from "../src/store.js";
import { notification } from "./support/notifications.js";

const now = new Date("2026-01-01T01:00:00.000Z");
let store: NotificationStore;
const ids = (): string[] => store.view.notifications.map((item) => item.id);
const unreadIds = (): string[] => store.view.notifications.filter((item) => !item.read).map((item) => item.id);
const newEvent = (n: number) =>
  ({ event: "notification:new", data: { notification: notification(n), receivedAt: now.toISOString() } }) as const;
const countEvent = (count: number) =>
  ({ event: "notification:unread-count", data: { count, updatedAt: now.toISOString() } }) as const;
const readEvent = (...notificationIds: string[]) =>
  ({ event: "notification:read", data: { notificationIds, readAt: now.toISOString() } }) as const;
const syncedEvent = (data: Partial<ServerEvents["notification:sync-response"]>) =>
  ({
    event: "notification:sync-response",
    data: { status: "sync-requested", userId: "ana", requestedAt: now.toISOString(), ...data },
  }) as const;

beforeEach(() => {
  store = new NotificationStore();
});

describe("list", () => {
  test("is newest first whatever order notifications arrive in", () => {
    store.applyEvents([newEvent(2), newEvent(3)]);
    store.applyPage({ notifications: [notification(1), notification(4)] });
    expect(ids()).toEqual(["n0004", "n0003", "n0002", "n0001"]);
  });

  test("holds a notification once, and reports it as new once, however often it arrives", () => {
    expect(store.applyEvents([newEvent(1)])).toHaveLength(1);
    expect(store.applyEvents([newEvent(1)])).toHaveLength(0);
    expect(store.applyPage({ notifications: [notification(1)] })).toHaveLength(0);
    expect(ids()).toEqual(["n0001"]);
  });

  test("moves a notification whose creation time changed", () => {
    store.applyPage({ notifications: [notification(1), notification(2)] });
    const moved = notification(1, { created_at: notification(3).created_at });
    expect(store.applyPage({ notifications: [moved] })).toEqual([]);
    expect(ids()).toEqual(["n0001", "n0002"]);
  });

  test("orders notifications of the same moment by id, however they arrive", () => {
    const { created_at } = notification(1);
    store.applyPage({ notifications: [2, 4, 1, 3].map((n) => notification(n, { created_at })) });
    expect(ids()).toEqual(["n0004", "n0003", "n0002", "n0001"]);
  });

  test("is the same array as long as nothing in it changed", () => {
    store.applyPage({ notifications: [notification(1)] });
    const before = store.view.notifications;
    store.applyEvents([newEvent(1), countEvent(3)]);
    expect(store.view.notifications).toBe(before);
  });

  test("takes over changed content, and keeps the same object when nothing changed", () => {
    store.applyPage({ notifications: [notification(1)] });
    const before = store.view.notifications[0];
    store.applyPage({ notifications: [notification(1)] });
    expect(store.view.notifications[0]).toBe(before);
    store.applyPage({ notifications: [notification(1, { title: "Changed" })] });
    expect(store.view.notifications[0]?.title).toBe("Changed");
  });

  test("shows what a producer changed, whichever of two answers comes last", () => {
    const changed = { ...notification(1), title: "Withdrawn", updated_at: "2026-01-01T02:00:00.000Z" };
    store.applyPage({ notifications: [notification(1)] });
    expect(store.applyPage({ notifications: [changed] })).toEqual([]);
    store.applyPage({ notifications: [{ ...notification(1), read: true }] });
    expect(store.view.notifications).toEqual([{ ...changed, read: true, read_at: null }]);
    store.applyPage({ notifications: [{ ...changed, title: "Back", updated_at: "2026-01-01T03:00:00.000Z" }] });
    expect(store.view.notifications.map(({ title, read }) => [title, read])).toEqual([["Back", true]]);
  });

  test("never lets a late answer turn a read notification unread", () => {
    store.applyPage({ notifications: [notification(1, { read: true, read_at: now.toISOString() })] });
    store.applyEvents([newEvent(1)]);
    expect(unreadIds()).toEqual([]);
    expect(store.view.notifications[0]?.read_at).toBe(now.toISOString());
  });

  test("stays as it is when a page or a sync brings none", () => {
    expect(store.applyPage({ unreadCount: 2 })).toEqual([]);
    expect(store.applyEvents([syncedEvent({})])).toEqual([]);
    expect(ids()).toEqual([]);
  });

  test("knows what is in it, and what is in it no more", () => {
    store.applyPage({ notifications: [notification(1), notification(2)] });
    store.beginRemove(["n0001"]);
    store.applyPage({ notifications: [notification(3, { expires_at: notification(3).created_at })] });
    expect(["n0001", "n0002", "n0003", "n0004"].map((id) => store.knows(id))).toEqual([true, true, true, false]);
  });

  test("keeps the time at which something was read, whoever says again that it is", () => {
    const [readAt, later] = [notification(5).created_at, notification(6).created_at];
    store.applyPage({ notifications: [notification(1, { read: true, read_at: readAt })] });
    store.applyEvents([readEvent("n0001")]);
    store.applyPage({ readBefore: later });
    expect(store.view.notifications[0]?.read_at).toBe(readAt);
  });
});

describe("floor", () => {
  test("drops what lies below it, and keeps out what would leave a gap", () => {
    store.applyPage({ notifications: [notification(1), notification(5), notification(6)] });
    store.setFloor(notification(5));
    expect(ids()).toEqual(["n0006", "n0005"]);
    expect(store.applyPage({ notifications: [notification(2)] })).toEqual([]);
    expect(ids()).toEqual(["n0006", "n0005"]);
  });

  test("keeps out what is of the same moment as the last one, and stands below it", () => {
    const { created_at } = notification(1);
    store.applyPage({ notifications: [notification(3, { created_at })] });
    store.setFloor(notification(3, { created_at }));
    store.applyPage({ notifications: [2, 4].map((n) => notification(n, { created_at })) });
    expect(ids()).toEqual(["n0004", "n0003"]);
  });

  test("lets older ones in once it moved down", () => {
    store.applyPage({ notifications: [notification(5)] });
    store.setFloor(notification(5));
    store.setFloor(notification(2));
    store.applyPage({ notifications: [notification(3), notification(2)] });
    store.setFloor(null);
    store.applyPage({ notifications: [notification(1)] });
    expect(ids()).toEqual(["n0005", "n0003", "n0002", "n0001"]);
  });
});

describe("mark-all-read of another device", () => {
  test("marks everything up to its time, known or still to come, and nothing later", () => {
    store.applyPage({ notifications: [notification(1), notification(3)], unreadCount: 3 });
    const readBefore = notification(2).created_at;
    store.applyEvents([
      { event: "notification:read", data: { notificationIds: [], readAt: now.toISOString(), readBefore } },
      countEvent(1),
    ]);
    store.applyPage({ notifications: [notification(2)] });
    expect(unreadIds()).toEqual(["n0003"]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("is learned from a page after being offline, and an older page does not take it back", () => {
    store.applyPage({ notifications: [notification(1), notification(2)], unreadCount: 2 });
    store.applyPage({ readBefore: notification(2).created_at, unreadCount: 0 });
    expect(unreadIds()).toEqual([]);
    store.applyPage({ notifications: [notification(2)], readBefore: notification(1).created_at });
    store.applyPage({ notifications: [notification(3, { created_at: notification(2).created_at })] });
    expect(unreadIds()).toEqual([]);
  });

  test("confirms what this one did, beyond the loaded list too", () => {
    store.applyPage({ notifications: [notification(1)], unreadCount: 3 });
    const pending = store.beginRead({ before: "9" }, now)!;
    store.applyPage({ readBefore: notification(1).created_at, unreadCount: 2 });
    expect(store.view.unreadCount).toBe(2);
    store.rollback(pending);
    expect(unreadIds()).toEqual([]);
  });

  test("confirms nothing that this one did since", () => {
    const readBefore = notification(1).created_at;
    store.applyPage({ notifications: [notification(1), notification(2)], unreadCount: 5, readBefore });
    store.beginRead({ before: "9" }, now);
    store.applyPage({ readBefore });
    expect(store.view.unreadCount).toBe(0);
  });
});

describe("unread count", () => {
  test("is unknown before the server told it, and then exactly the server's", () => {
    expect(store.view.unreadCount).toBeNull();
    store.applyEvents([newEvent(2)]);
    expect(store.view.unreadCount).toBeNull();
    store.applyEvents([newEvent(1), countEvent(7)]);
    expect(store.view.unreadCount).toBe(7);
  });

  test("has a version, which changes when the server tells it and not before", () => {
    const version = store.countVersion;
    store.applyEvents([newEvent(1), readEvent("n0001")]);
    expect(store.countVersion).toBe(version);
    store.applyEvents([countEvent(7)]);
    expect(store.countVersion).not.toBe(version);
  });

  test("is not raised by what comes with a sync, which has counted it or is older than the count", () => {
    const [before, after] = [-1, 1].map((ms) => new Date(now.getTime() + ms).toISOString()) as [string, string];
    store.applyEvents([countEvent(5)]);
    store.applyEvents([
      syncedEvent({ requestedAt: before, notifications: [notification(1, { created_at: after })], unreadCount: 4 }),
    ]);
    expect(store.view.unreadCount).toBe(5);
  });

  test("is not that of a sync which was asked for before the last one was counted", () => {
    const synced = (count: number, requestedAt: string) => {
      const status = "sync-requested" as const;
      const data = { status, userId: "ana", requestedAt, notifications: [notification(1)], unreadCount: count };
      return { event: "notification:sync-response", data } as const;
    };
    const [before, after] = [-1, 1].map((ms) => new Date(now.getTime() + ms).toISOString()) as [string, string];
    store.applyEvents([countEvent(5)]);
    store.applyEvents([synced(4, before)]);
    expect(store.view.unreadCount).toBe(5);
    expect(ids()).toEqual(["n0001"]);
    store.applyEvents([synced(6, now.toISOString())]);
    expect(store.view.unreadCount).toBe(6);
    store.applyEvents([synced(7, after)]);
    store.applyEvents([synced(6, now.toISOString())]);
    expect(store.view.unreadCount).toBe(7);
    // In one message too, whatever the order in it; and what is pushed later always counts.
    store.applyEvents([countEvent(8), synced(9, before)]);
    expect(store.view.unreadCount).toBe(8);
  });

  test("follows a read elsewhere even when no count comes with it", () => {
    store.applyPage({ notifications: [notification(1), notification(2)], unreadCount: 2 });
    store.applyEvents([readEvent("n0001")]);
    store.applyEvents([readEvent("n0001")]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("does not follow a read of something unknown, whatever is pending", () => {
    store.applyPage({ notifications: [notification(1)], unreadCount: 5 });
    store.applyEvents([readEvent("n0009")]);
    expect(store.view.unreadCount).toBe(5);
    store.beginRead(["n0001"], now);
    store.applyEvents([readEvent("n0009")]);
    expect(store.view.unreadCount).toBe(4);
    expect(ids()).toEqual(["n0001"]);
  });
});

describe("announcements", () => {
  const announcement = { ...newEvent(9).data.notification, id: "announcement-1" };
  const pushed = { event: "notification:new", data: { notification: announcement, receivedAt: "" } } as const;

  test("count as one more when they come without a count, and once", () => {
    store.applyPage({ unreadCount: 2, unseenCount: 0 });
    store.applyEvents([pushed]);
    store.applyEvents([pushed]);
    expect(store.view).toMatchObject({ unreadCount: 3, unseenCount: 1 });
  });

  test("are not counted again when the server counted after they were made", () => {
    const updatedAt = announcement.created_at;
    store.applyEvents([{ event: "notification:unread-count", data: { count: 2, updatedAt } }]);
    store.applyEvents([pushed]);
    expect(store.view.unreadCount).toBe(2);
  });

  test("are told apart from what is urgent, which the last count may have in it already", () => {
    const { notification } = newEvent(9).data;
    const told = { count: 1, announced: null, updatedAt: notification.created_at };
    store.applyEvents([{ event: "notification:unread-count", data: told }]);
    store.applyEvents([newEvent(9)]);
    expect(store.view.unreadCount).toBe(1);
    store.applyEvents([newEvent(10)]);
    expect(store.view.unreadCount).toBe(2);
  });

  describe("where the server says which are in its counts", () => {
    const { created_at } = announcement;

    test("is known once it did", () => {
      expect(store.countsAnnouncements).toBe(false);
      tell(2, null);
      expect(store.countsAnnouncements).toBe(true);
    });

    const before = new Date(Date.parse(created_at) - 1).toISOString();
    const tell = (count: number, announced: string | null, updatedAt = "2030-01-01T00:00:00.000Z"): void => {
      store.applyEvents([{ event: "notification:unread-count", data: { count, unseen: count, updatedAt, announced } }]);
    };

    test("are one more as long as they are not, however late the server counted", () => {
      tell(2, null);
      store.applyEvents([pushed]);
      expect(store.view.unreadCount).toBe(3);
      tell(2, before);
      expect(store.view).toMatchObject({ unreadCount: 3, unseenCount: 3 });
      tell(3, created_at);
      expect(store.view.unreadCount).toBe(3);
      expect(store.countsAnnouncements).toBe(true);
    });

    test("are none when the count that was told had them in it already", () => {
      tell(3, created_at, "2020-01-01T00:00:00.000Z");
      store.applyEvents([pushed]);
      expect(store.view.unreadCount).toBe(3);
    });

    test("are none when they were read before, also while they are removed", () => {
      tell(2, null);
      store.applyPage({ notifications: [{ ...announcement, read: true }] });
      store.beginRemove([announcement.id]);
      tell(2, null);
      expect(store.view.unreadCount).toBe(2);
    });

    test("are none once they are read, also while that is under way", () => {
      tell(2, null);
      store.applyEvents([pushed]);
      const pending = store.beginRead([announcement.id], new Date())!;
      tell(2, null);
      expect(store.view.unreadCount).toBe(2);
      store.commit(pending);
      tell(2, null);
      expect(store.view.unreadCount).toBe(2);
    });

    test("stay seen", () => {
      tell(0, null);
      store.applyEvents([pushed]);
      store.markSeen();
      tell(0, null);
      expect(store.view).toMatchObject({ unreadCount: 1, unseenCount: 0 });
    });

    test("are counted with a page as with an event", () => {
      store.applyEvents([pushed]);
      store.applyPage({ unreadCount: 2, announced: null });
      expect(store.view.unreadCount).toBe(3);
      store.applyPage({ unreadCount: 2, announced: created_at });
      expect(store.view.unreadCount).toBe(2);
    });
  });

  test("leave the count alone when the message has one", () => {
    store.applyPage({ unreadCount: 2 });
    store.applyEvents([pushed, countEvent(3)]);
    expect(store.view.unreadCount).toBe(3);
  });
});

describe("unseen", () => {
  test("is what the server says, and all unread ones where it does not", () => {
    store.applyPage({ unreadCount: 4, unseenCount: 1 });
    expect(store.view.unseenCount).toBe(1);
    store.applyPage({ unreadCount: 4 });
    expect(store.view.unseenCount).toBe(4);
  });

  test("is over once the user looked, without anything being read", () => {
    store.applyPage({ notifications: [notification(1)], unreadCount: 1, unseenCount: 1 });
    expect([store.seenUpTo, store.markSeen(), store.seenUpTo]).toEqual(["", true, notification(1).created_at]);
    expect(store.view).toMatchObject({ unreadCount: 1, unseenCount: 0 });
    expect(store.markSeen()).toBe(false);
  });

  test("is none of an empty list", () => {
    expect([store.markSeen(), store.seenUpTo]).toEqual([false, ""]);
  });

  test("stays when one is read elsewhere that may have been seen", () => {
    store.applyPage({ notifications: [notification(1), notification(2), notification(3)], unreadCount: 3, unseenCount: 1 });
    store.applyEvents([readEvent("n0001")]);
    expect(store.view).toMatchObject({ unreadCount: 2, unseenCount: 1 });
  });

  test("never exceeds the unread ones", () => {
    store.applyPage({ notifications: [notification(1)], unreadCount: 1, unseenCount: 1 });
    store.beginRead(["n0001"], now);
    expect(store.view.unseenCount).toBe(0);
  });
});

describe("removing", () => {
  beforeEach(() => {
    store.applyPage({ notifications: [notification(1), notification(2)], unreadCount: 2 });
  });

  test("takes it off the list at once, and for good", () => {
    const pending = store.beginRemove(["n0001"])!;
    expect(ids()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(1);
    expect(store.commit(pending)).toBe(true);
    store.applyPage({ notifications: [notification(1)] });
    expect(ids()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("is taken back when the server refuses it", () => {
    store.rollback(store.beginRemove(["n0001"])!);
    expect(ids()).toEqual(["n0002", "n0001"]);
    expect(store.view.unreadCount).toBe(2);
    store.applyPage({ notifications: [notification(1, { title: "Changed" })] });
    expect(store.view.notifications[1]?.title).toBe("Changed");
  });

  test("is final, however late it arrives again and by which way", () => {
    const removed = { notificationIds: ["n0001"], removedAt: now.toISOString() };
    store.applyEvents([{ event: "notification:removed", data: removed }]);
    expect(store.applyEvents([newEvent(1)])).toEqual([]);
    const sync = { status: "sync-requested" as const, userId: "ana", requestedAt: now.toISOString() };
    store.applyEvents([{ event: "notification:sync-response", data: { ...sync, notifications: [notification(1)] } }]);
    store.applyPage({ notifications: [notification(1), notification(2)] });
    expect(ids()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("is final too when it comes before the notification itself", () => {
    const removed = { notificationIds: ["n0003"], removedAt: now.toISOString() };
    store.applyEvents([{ event: "notification:removed", data: removed }]);
    expect(store.applyEvents([newEvent(3)])).toEqual([]);
    expect(store.view.unreadCount).toBe(2);
  });

  test("counts nothing for a read one", () => {
    store.applyEvents([readEvent("n0001")]);
    store.commit(store.beginRemove(["n0001"])!);
    expect(store.view.unreadCount).toBe(1);
  });

  test("follows another device, told by push or by sync", () => {
    store.applyEvents([
      { event: "notification:removed", data: { notificationIds: ["n0001"], removedAt: now.toISOString() } },
    ]);
    expect(ids()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(1);
    store.applyPage({ notifications: [notification(2, { removed: "archived", read: true })], unreadCount: 0 });
    expect(ids()).toEqual([]);
  });

  test("does not bring back what was removed elsewhere meanwhile", () => {
    const pending = store.beginRemove(["n0001"])!;
    store.applyEvents([
      countEvent(1),
      { event: "notification:removed", data: { notificationIds: ["n0001"], removedAt: now.toISOString() } },
    ]);
    store.rollback(pending);
    expect(ids()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("stays when a read that began before it is refused", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.beginRemove(["n0001"]);
    store.rollback(pending);
    store.applyPage({ notifications: [notification(1)] });
    expect(ids()).toEqual(["n0002"]);
  });

  test("of something unknown changes nothing", () => {
    expect(store.beginRemove(["n0009"])).toBeNull();
  });
});

describe("what has expired", () => {
  const at = (ms: number): string => new Date(now.getTime() + ms).toISOString();

  beforeEach(() => {
    vi.useFakeTimers({ now });
    store.applyPage({
      notifications: [
        notification(1, { expires_at: at(200) }),
        notification(2, { expires_at: at(100) }),
        notification(3),
      ],
      unreadCount: 3,
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test("leaves the list and the count, one after the other", () => {
    store.expire();
    expect(ids()).toHaveLength(3);
    expect(store.nextExpiry).toBe(at(100));
    vi.setSystemTime(at(100));
    store.expire();
    expect(ids()).toEqual(["n0003", "n0001"]);
    expect(store.view.unreadCount).toBe(2);
    expect(store.nextExpiry).toBe(at(200));
    vi.setSystemTime(at(200));
    store.expire();
    expect(ids()).toEqual(["n0003"]);
    expect(store.nextExpiry).toBeNull();
    expect([store.knowsVersion("n0001", 0), store.knowsVersion("n0001", 1)]).toEqual([true, false]);
  });

  test("is in no count that the server tells, and so not taken off it", () => {
    vi.setSystemTime(at(300));
    store.applyEvents([countEvent(1)]);
    expect(ids()).toEqual(["n0003"]);
    expect(store.view.unreadCount).toBe(1);
  });

  test("does not enter the list", () => {
    const expired = notification(4, { expires_at: at(0) });
    expect(store.applyPage({ notifications: [expired] })).toEqual([]);
    expect(ids()).toHaveLength(3);
    expect(store.view.unreadCount).toBe(3);
  });

  test("leaves the list and the count when it comes again with an earlier end", () => {
    store.applyPage({ notifications: [notification(3, { expires_at: at(0) })] });
    expect(ids()).toEqual(["n0002", "n0001"]);
    expect(store.view.unreadCount).toBe(2);
  });
});

describe("marking read", () => {
  beforeEach(() => {
    store.applyPage({ notifications: [notification(1), notification(2)], unreadCount: 5 });
  });

  test("shows at once and stays after the confirmation", () => {
    const pending = store.beginRead(["n0001"], now)!;
    expect(unreadIds()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(4);
    expect(store.commit(pending)).toBe(true);
    expect(store.view.unreadCount).toBe(4);
    expect(store.commit(pending)).toBe(true);
    expect(store.view.unreadCount).toBe(4);
  });

  test("is taken back when the server refuses it, although a late answer came in between", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyPage({ notifications: [notification(1)] });
    store.rollback(pending);
    expect(unreadIds()).toEqual(["n0002", "n0001"]);
    expect(store.view.unreadCount).toBe(5);
  });

  test("is not taken back once a page confirmed it, and is in that page's count", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyPage({ notifications: [notification(1, { read: true })], unreadCount: 4 });
    expect(store.view.unreadCount).toBe(4);
    store.rollback(pending);
    expect(unreadIds()).toEqual(["n0002"]);
  });

  test("is taken back when the server refuses it", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.rollback(pending);
    expect(unreadIds()).toEqual(["n0002", "n0001"]);
    expect(store.view.unreadCount).toBe(5);
  });

  test("is not taken back once a push confirmed it", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyEvents([countEvent(4), readEvent("n0001")]);
    store.rollback(pending);
    expect(unreadIds()).toEqual(["n0002"]);
    expect(store.view.unreadCount).toBe(4);
  });

  test("counts once when the push overtakes the HTTP answer", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyEvents([readEvent("n0001"), countEvent(4)]);
    expect(store.commit(pending)).toBe(true);
    expect(store.view.unreadCount).toBe(4);
  });

  test("counts once when a push confirms it that has no count", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyEvents([readEvent("n0001")]);
    expect(store.view.unreadCount).toBe(4);
    store.commit(pending);
    expect(store.view.unreadCount).toBe(4);
  });

  test("asks for the count again when one came in before the confirmation", () => {
    const pending = store.beginRead(["n0001"], now)!;
    store.applyEvents([newEvent(3), countEvent(6)]);
    expect(store.view.unreadCount).toBe(5);
    expect(store.commit(pending)).toBe(false);
    expect(store.view.unreadCount).toBe(6);
  });

  test("of all covers unread ones beyond the loaded list", () => {
    const pending = store.beginRead({ before: "9" }, now)!;
    expect(store.view.unreadCount).toBe(0);
    store.commit(pending);
    expect(store.view.unreadCount).toBe(0);
    expect(unreadIds()).toEqual([]);
  });

  test("of all is something to do although all that is loaded is read", () => {
    store.commit(store.beginRead(["n0001", "n0002"], now)!);
    expect(store.beginRead({ before: "9" }, now)).not.toBeNull();
    expect(store.view.unreadCount).toBe(0);
  });

  test("of all is taken back whole, without what arrived in between", () => {
    const pending = store.beginRead({ before: "9" }, now)!;
    store.applyEvents([newEvent(3), countEvent(6)]);
    expect(store.view.unreadCount).toBe(1);
    store.rollback(pending);
    expect(unreadIds()).toEqual(["n0003", "n0002", "n0001"]);
    expect(store.view.unreadCount).toBe(6);
  });

  test("does nothing for what is read already", () => {
    store.commit(store.beginRead(["n0001"], now)!);
    expect(store.beginRead(["n0001"], now)).toBeNull();
    expect(store.beginRead(["n0009"], now)).toBeNull();
  });
});
