import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Api } from "../src/api.js";
import { InboxState } from "../src/inboxState.js";
import { attentionIn } from "../src/interruptions.js";
import { Marker } from "../src/marker.js";
import type { Notification, ServerEvent } from "../src/protocol.js";
import { notification, woken } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const until = "2026-01-02T08:00:00.000Z";
let state: InboxState;
const ids = (items: readonly Notification[] = state.snapshot.notifications): string[] => items.map(({ id }) => id);
const page = (items: Notification[], cursor: string | null = null) => ({
  notifications: items,
  cursor,
  hasMore: cursor !== null,
  unreadCount: items.filter(({ read }) => !read).length,
});
const snoozed = (id: string, restores = 0): ServerEvent => ({
  event: "notification:removed",
  data: { notificationIds: [id], removedAt: until, snoozed: { [id]: until }, restores: { [id]: restores } },
});
const restored = (item: Notification): ServerEvent => ({
  event: "notification:restored",
  data: { notification: item, restoredAt: item.created_at },
});
const read = (ids: string[]): ServerEvent => ({
  event: "notification:read",
  data: { notificationIds: ids, readAt: until },
});
const counted = (count: number, at: number): ServerEvent => ({
  event: "notification:unread-count",
  data: { count, updatedAt: notification(at).created_at },
});

beforeEach(() => {
  state = new InboxState(new Switch(true));
  state.applyNewest(page([notification(3), notification(2), notification(1)]));
  state.applyEvents([counted(3, 3)]);
});

describe("what is snoozed", () => {
  beforeEach(() => void state.applyEvents([snoozed("n0002"), counted(2, 4)]));

  test("is off the list, also for a page that was read before", () => {
    expect(state.applyNewest(page([notification(3), notification(2)]))).toEqual([]);
    expect(ids()).toEqual(["n0003", "n0001"]);
  });

  test("comes back on top, unread, and as something new", () => {
    expect(ids(state.applyEvents([restored(woken(2, 9))]))).toEqual(["n0002"]);
    expect(ids()).toEqual(["n0002", "n0003", "n0001"]);
    expect(state.snapshot).toMatchObject({ unreadCount: 3, unseenCount: 3 });
    expect(state.applyEvents([restored(woken(2, 9))])).toEqual([]);
  });

  test("comes back at its old place, and is no news, when the user takes that back", () => {
    expect(state.applyEvents([restored(notification(2, { restores: 1 }))])).toEqual([]);
    expect(ids()).toEqual(["n0003", "n0002", "n0001"]);
  });

  test("is no news when it was snoozed again and that is taken back", () => {
    state.applyEvents([restored(woken(2, 9)), snoozed("n0002", 1)]);
    expect(state.applyEvents([restored(woken(2, 9, { restores: 2 }))])).toEqual([]);
    expect(ids(state.applyEvents([snoozed("n0002", 2), restored(woken(2, 12, { restores: 3 }))]))).toEqual(["n0002"]);
  });

  test("stays on top when a page that was read before it woke comes late", () => {
    state.applyEvents([restored(woken(2, 9))]);
    for (const late of [notification(2), notification(2, { read: true }), notification(2, { updated_at: until })]) {
      expect(state.applyNewest(page([notification(3), late, notification(1)]))).toEqual([]);
      expect(ids()).toEqual(["n0002", "n0003", "n0001"]);
      expect(state.snapshot.notifications[0]).toMatchObject({ read: false, restores: 1, sent_at: notification(2).created_at });
    }
  });
});

test("what woke before it could be taken back stays on top", () => {
  state.applyEvents([snoozed("n0002"), restored(woken(2, 9))]);
  expect(state.applyEvents([restored(notification(2, { restores: 1 }))])).toEqual([]);
  expect(ids()).toEqual(["n0002", "n0003", "n0001"]);
});

test("what woke while the device was away moves to the top, says so, and is counted once", () => {
  expect(ids(state.applyEvents([restored(woken(2, 9))]))).toEqual(["n0002"]);
  expect(ids()).toEqual(["n0002", "n0003", "n0001"]);
  expect(state.snapshot.unreadCount).toBe(3);
  expect(ids(state.applyNewest(page([woken(1, 10), woken(2, 9), notification(3)])))).toEqual(["n0001"]);
  expect(ids()).toEqual(["n0001", "n0002", "n0003"]);
});

test("what woke and was read already when the device was away is counted when it comes by push", () => {
  state.applyNewest(page([notification(3), notification(2, { read: true }), notification(1)]));
  state.applyEvents([restored(woken(2, 9))]);
  expect(state.snapshot.unreadCount).toBe(3);
});

test("a page of nothing but what woke proves nothing about what lies below it", () => {
  state.applyNewest(page([woken(2, 10), woken(1, 9)], "older"));
  expect(ids()).toEqual(["n0002", "n0001"]);
  expect(state.bottom).toBe("older");
});

test("one that the user took back is known, and so is what lies below the page", () => {
  state.applyEvents([snoozed("n0002")]);
  state.applyNewest(page([notification(4), notification(2, { restores: 1 })], "older"));
  expect(ids()).toEqual(["n0004", "n0003", "n0002", "n0001"]);
});

test("what the first page brought before the push did is announced once it is pushed, and what was restored is not", () => {
  state = new InboxState(new Switch(true));
  state.applyNewest(page([woken(2, 9), woken(1, 8)]));
  expect(state.applyEvents([restored(woken(1, 8, { restores: 2 }))])).toEqual([]);
  expect(ids(state.applyEvents([restored(woken(2, 9))]))).toEqual(["n0002"]);
});

test("attention is told of what wakes", () => {
  const told = attentionIn([
    { event: "notification:restored", data: { notification: woken(2, 9), restoredAt: until, attention: "silent" } },
  ]);
  expect(told.get("n0002")).toMatchObject({ attention: "silent" });
});

describe("the user", () => {
  const mark = vi.fn<Api["mark"]>();
  const archiveRead = vi.fn<Api["archiveRead"]>();
  const tell = vi.fn();
  const failed = vi.fn();
  let marker: Marker;
  const told = (): unknown[] => tell.mock.calls.map(([{ event }]) => event);

  beforeEach(() => {
    mark.mockReset().mockResolvedValue();
    archiveRead.mockReset();
    tell.mockReset();
    failed.mockReset();
    const { signal } = new AbortController();
    marker = new Marker({
      api: { mark, archiveRead } as Partial<Api> as Api,
      state,
      request: (call) => call(signal),
      signal,
      recount: async () => undefined,
      tell,
      failed,
    });
  });

  test("snoozes several at once, and other tabs are told until when", async () => {
    const done = marker.snooze(["n0003", "n0001"], until);
    expect(ids()).toEqual(["n0002"]);
    expect(state.snapshot.unreadCount).toBe(1);
    await done;
    expect(mark).toHaveBeenCalledExactlyOnceWith(["n0003", "n0001"], "snooze", expect.anything(), { until });
    const data = { notificationIds: ["n0003", "n0001"], snoozed: { n0003: until, n0001: until } };
    expect(told()).toMatchObject([{ event: "notification:removed", data }]);
  });

  test("has them back when the server refuses", async () => {
    mark.mockRejectedValue(new Error("400"));
    await expect(marker.snooze(["n0002"], until)).rejects.toThrow("400");
    expect(failed).toHaveBeenCalledTimes(1);
    expect(tell).not.toHaveBeenCalled();
    expect(ids()).toEqual(["n0003", "n0002", "n0001"]);
    expect(state.snapshot.unreadCount).toBe(3);
  });

  test("brings back what sleeps unread, and the rest as it was", async () => {
    const [asleep, archived] = [
      notification(5, { read: true, read_at: until, removed: "snoozed", snoozed_until: until }),
      notification(4, { read: true, read_at: until, removed: "archived" }),
    ];
    await marker.restore([asleep, archived]);
    expect(mark.mock.calls.map(([marked, action, , details]) => [marked, action, details])).toEqual([
      [["n0005"], "restore", { unread: true }],
      [["n0004"], "restore", { unread: false }],
    ]);
    const [first, second] = state.snapshot.notifications;
    expect(first).toMatchObject({ id: "n0005", read: false, read_at: null, removed: null, snoozed_until: null, restores: 1 });
    expect(second).toMatchObject({ id: "n0004", read: true, read_at: until, removed: null });
  });

  test("archives all that is read, loaded or not, and has it back by what that was", async () => {
    state.applyEvents([read(["n0002"])]);
    archiveRead.mockResolvedValueOnce({ hasMore: true, ids: ["n0002", "n0000"] }).mockResolvedValueOnce({ hasMore: false, ids: ["older"] });
    const done = marker.archiveRead();
    expect(ids()).toEqual(["n0003", "n0001"]);
    expect(await done).toEqual(["n0002", "n0000", "older"]);
    expect(archiveRead.mock.calls.map(([before]) => before)).toEqual(Array(2).fill(notification(3).created_at));

    await marker.restore([notification(2, { read: true }), "n0000", "older"]);
    expect(mark.mock.calls.map(([marked, action, , details]) => [marked, action, details])).toEqual([
      [["n0002", "n0000", "older"], "restore", { unread: false }],
    ]);
    expect(ids()).toEqual(["n0003", "n0002", "n0001"]);
  });

  test("archives all that is read at a server that does not say what that was", async () => {
    archiveRead.mockResolvedValue({});
    expect(await marker.archiveRead()).toEqual([]);
    expect(archiveRead).toHaveBeenCalledTimes(1);
  });
});
