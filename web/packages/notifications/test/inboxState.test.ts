import { beforeEach, expect, test, vi } from "vitest";
import { InboxState } from "../src/inboxState.js";
import type { FeedPage } from "../src/protocol.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

let online: Switch;
let state: InboxState;
const ids = (): string[] => state.snapshot.notifications.map((item) => item.id);
const page = (numbers: number[], cursor: string | null, unreadCount = numbers.length): FeedPage => ({
  notifications: numbers.map((n) => notification(n)),
  cursor,
  hasMore: cursor !== null,
  unreadCount,
});
const pushed = (n: number) =>
  ({ event: "notification:new", data: { notification: notification(n), receivedAt: "" } }) as const;

beforeEach(() => {
  online = new Switch(true);
  state = new InboxState(online);
});

test("announces nothing of the first page and everything new after it", () => {
  expect(state.applyNewest(page([2, 1], null))).toEqual([]);
  expect(state.applyNewest(page([3, 2, 1], null)).map((item) => item.id)).toEqual(["n0003"]);
});

test("announces what is pushed even before the first page", () => {
  expect(state.applyEvents([pushed(1)])).toHaveLength(1);
});

test("announces what the first page brought before its push did, once, and no old one", () => {
  state.applyNewest(page([2, 1], null));
  const push = (n: number, receivedAt: string) =>
    state.applyEvents([{ event: "notification:new", data: { notification: notification(n), receivedAt } }]);
  const { created_at } = notification(2);
  expect(push(2, created_at).map((item) => item.id)).toEqual(["n0002"]);
  expect(push(2, created_at)).toEqual([]);
  expect(push(1, new Date(Date.parse(notification(1).created_at) + 3_600_000).toISOString())).toEqual([]);
});

test("announces what a sync before the first page brought before its push did", () => {
  const { created_at } = notification(1);
  const response = { status: "sync-requested" as const, userId: "ana", requestedAt: created_at };
  const synced = state.applyEvents([
    { event: "notification:sync-response", data: { ...response, notifications: [notification(1)] } },
  ]);
  expect(synced).toEqual([]);
  expect(state.applyNewest(page([1], null))).toEqual([]);
  const pushed = { notification: notification(1), receivedAt: created_at };
  expect(state.applyEvents([{ event: "notification:new", data: pushed }])).toHaveLength(1);
});

test("keeps the snapshot, and stays silent, when nothing changed", () => {
  state.applyNewest(page([1], null));
  const before = state.snapshot;
  const listener = vi.fn();
  state.subscribe(listener);
  state.applyNewest(page([1], null));
  expect(state.snapshot).toBe(before);
  expect(listener).not.toHaveBeenCalled();
});

test("ends the list at the page that was loaded, and lengthens it by the next", () => {
  state.applyNewest(page([9, 8], "older"));
  expect(state.snapshot.hasMore).toBe(true);
  state.applyOlder(page([7, 6], null));
  expect(ids()).toEqual(["n0009", "n0008", "n0007", "n0006"]);
  expect(state.snapshot.hasMore).toBe(false);
});

test("starts over when nothing of a full page is known, so that the list never has a hole", () => {
  state.applyNewest(page([2, 1], null));
  state.applyNewest(page([9, 8], "older"));
  expect(ids()).toEqual(["n0009", "n0008"]);
  expect(state.bottom).toBe("older");
});

test("starts over when told that some may be missing", () => {
  state.applyNewest(page([2, 1], null));
  state.applyEvents([pushed(9)]);
  state.suspectGap();
  state.applyNewest(page([9, 8], "older"));
  expect(ids()).toEqual(["n0009", "n0008"]);
});

test.each([
  ["connecting", "connecting"],
  ["live", "live"],
  ["recovering", "recovering"],
  ["down", "polling"],
] as const)("calls a link that is %s %s", (link, expected) => {
  state.setLink(link);
  expect(state.snapshot.state).toBe(expected);
  online.set(false);
  state.publish();
  expect(state.snapshot.state).toBe("offline");
});

test("forgets everything, and says that nobody is signed in, with or without a network", () => {
  state.applyNewest(page([2, 1], "older"));
  state.reset("signed-out");
  online.set(false);
  state.publish();
  expect(state.snapshot).toEqual({
    state: "signed-out",
    notifications: [],
    unreadCount: null,
    unseenCount: 0,
    unreadByType: {},
    hasMore: false,
    loadingMore: false,
    loaded: false,
    error: null,
  });
  state.applyNewest(page([2, 1], null));
  expect(ids()).toEqual(["n0002", "n0001"]);
});
