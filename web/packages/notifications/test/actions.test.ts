import { beforeEach, describe, expect, test, vi } from "vitest";
import { HttpError, type Api } from "../src/api.js";
import { InboxState } from "../src/inboxState.js";
import { Marker } from "../src/marker.js";
import { readEvents, readPage, type Notification, type NotificationOutcome, type ServerEvent } from "../src/protocol.js";
import { notification } from "./support/notifications.js";
import { Switch } from "./support/switch.js";

const actions = [
  { id: "accept", label: "Aceptar" },
  { id: "decline", label: "Rechazar" },
];
const at = "2026-01-01T00:01:00.000Z";
const accepted: NotificationOutcome = { action: "accept", at };
const declined: NotificationOutcome = { action: "decline", at };
const asking = (n: number, over: Partial<Notification> = {}): Notification => notification(n, { actions, ...over });

let state: InboxState;
let marker: Marker;
const act = vi.fn<Api["act"]>();
const mark = vi.fn<Api["mark"]>();
const tell = vi.fn();
const failed = vi.fn();
const recount = vi.fn(async () => undefined);
const shown = (id = "n0002"): Notification => state.snapshot.notifications.find((item) => item.id === id)!;
const page = (items: Notification[], unreadCount = items.filter(({ read }) => !read).length) => ({
  notifications: items,
  hasMore: false,
  unreadCount,
});
const pushed = (item: Notification): ServerEvent => ({ event: "notification:new", data: { notification: item, receivedAt: at } });
const counted = (count: number, updatedAt = at): ServerEvent => ({ event: "notification:unread-count", data: { count, updatedAt } });
/** What the server does when it says so. */
const held = () => {
  let answer!: (outcome: NotificationOutcome) => void;
  let refuse!: (error: Error) => void;
  act.mockImplementationOnce(
    () =>
      new Promise((resolve, reject) => {
        answer = resolve;
        refuse = reject;
      }),
  );
  return { answer: (outcome: NotificationOutcome) => answer(outcome), refuse: (error = new HttpError(503, undefined, "503")) => refuse(error) };
};

beforeEach(() => {
  state = new InboxState(new Switch(true));
  state.applyNewest(page([asking(3), asking(2), asking(1, { read: true })]));
  act.mockReset().mockImplementation(async (_, action) => ({ action, at }));
  mark.mockReset().mockResolvedValue();
  for (const mock of [tell, failed, recount]) mock.mockClear();
  const { signal } = new AbortController();
  marker = new Marker({
    api: { act, mark } as Partial<Api> as Api,
    state,
    request: (call) => call(signal),
    signal,
    recount,
    tell,
    failed,
  });
});

describe("what arrives", () => {
  test("has its buttons and their outcome, and nothing that is neither", () => {
    const read = (over: object): Notification => readPage({ notifications: [{ ...notification(1), ...over }] }).notifications[0]!;
    expect(read({ actions, outcome: accepted })).toEqual({ ...notification(1), actions, outcome: accepted });
    for (const odd of [null, "accept", {}, [], [null], [{ id: "accept" }], [{ id: "accept", label: "" }], [...actions, { id: "../x", label: "x" }]])
      expect(read({ actions: odd }), JSON.stringify(odd)).not.toHaveProperty("actions");
    for (const odd of [null, "accept", [], { action: "accept" }, { action: 1, at }, { at }])
      expect(read({ outcome: odd }), JSON.stringify(odd)).not.toHaveProperty("outcome");
    const [event] = readEvents({ event: "notification:new", data: { notification: { ...notification(1), actions: 7, outcome: 7 } } });
    expect(event!.data).toEqual({ notification: notification(1) });
  });

  test("is an outcome that a late page or push does not take back", () => {
    state.applyEvents([pushed(asking(2, { read: true, read_at: at, outcome: accepted })), counted(1)]);
    expect(state.snapshot.unreadCount).toBe(1);
    for (const late of [asking(2), asking(2, { updated_at: at }), asking(2, { restores: 1 })]) {
      state.applyNewest(page([asking(3), late, asking(1, { read: true })]));
      expect(shown().outcome).toEqual(accepted);
    }
    state.applyEvents([pushed(asking(2, { read: true, outcome: declined }))]);
    expect(shown().outcome, "which is the server's already").toEqual(accepted);
  });

  test("is an outcome although what its producer says of it is older", () => {
    state.applyEvents([pushed(asking(2, { title: "New", updated_at: at }))]);
    state.applyEvents([pushed(asking(2, { read: true, outcome: accepted })), counted(1)]);
    expect(shown()).toMatchObject({ title: "New", read: true, outcome: accepted });
  });

  test("is other buttons as long as none was pressed", () => {
    const others = [{ id: "ok", label: "De acuerdo" }];
    state.applyEvents([pushed(asking(2, { actions: others, updated_at: at }))]);
    state.applyNewest(page([asking(2)]));
    expect(shown().actions).toEqual(others);
  });
});

describe("a button that is pressed", () => {
  test("shows at once, reads the notification, and is told to other tabs as the server has it", async () => {
    const { answer } = held();
    const done = marker.act("n0002", "accept");
    expect(shown()).toMatchObject({ read: true, outcome: { action: "accept" } });
    expect(state.snapshot.unreadCount).toBe(1);
    expect(tell).not.toHaveBeenCalled();
    answer(accepted);
    expect(await done).toEqual(accepted);
    expect(act).toHaveBeenCalledExactlyOnceWith("n0002", "accept", expect.anything());
    expect(shown().outcome).toEqual(accepted);
    expect(state.snapshot.unreadCount).toBe(1);

    const other = new InboxState(new Switch(true));
    other.applyNewest(page([asking(3), asking(2), asking(1, { read: true })]));
    for (const [{ event }] of tell.mock.calls) other.applyEvents(readEvents(event));
    expect(other.snapshot.notifications[1]).toMatchObject({ id: "n0002", read: true, outcome: accepted });
    expect(other.snapshot.unreadCount).toBe(1);
  });

  test.each([
    ["with its count", 1],
    ["and its count after that", 2],
    ["and its count before that", 3],
  ])("is counted once when the server's push comes before its answer, %s", async (_, order) => {
    const { answer } = held();
    const done = marker.act("n0002", "accept");
    const [push, count] = [pushed(asking(2, { read: true, read_at: at, outcome: accepted })), counted(1)];
    for (const message of order === 1 ? [[push, count]] : order === 2 ? [[push], [count]] : [[count], [push]]) {
      state.applyEvents(message);
      if (order !== 3 || message[0] === push) expect(state.snapshot.unreadCount).toBe(1);
    }
    answer(accepted);
    await done;
    expect(state.snapshot.unreadCount).toBe(1);
    expect(shown().outcome).toEqual(accepted);
  });

  test("is counted anew when a count came in between that may have it or not", async () => {
    const { answer } = held();
    const done = marker.act("n0002", "accept");
    state.applyEvents([counted(2)]);
    answer(accepted);
    await done;
    expect(recount).toHaveBeenCalledTimes(1);
  });

  test("stays shown while a late page says nothing of it", async () => {
    const { answer } = held();
    const done = marker.act("n0002", "accept");
    state.applyNewest(page([asking(3), asking(2), asking(1, { read: true })]));
    expect(shown()).toMatchObject({ read: true, outcome: { action: "accept" } });
    expect(state.snapshot.unreadCount).toBe(1);
    answer(accepted);
    await done;
  });

  test.each([
    ["by the answer", false],
    ["by a push before that", true],
  ])("gives way to the one that another device pressed first, which is told %s", async (_, early) => {
    const { answer } = held();
    const done = marker.act("n0002", "accept");
    if (early) state.applyEvents([pushed(asking(2, { read: true, outcome: declined })), counted(1)]);
    expect(shown().outcome!.action).toBe(early ? "decline" : "accept");
    answer(declined);
    expect(await done).toEqual(declined);
    expect(shown().outcome).toEqual(declined);
    expect(failed).not.toHaveBeenCalled();
    expect(JSON.stringify(tell.mock.calls)).not.toContain(`"action":"accept"`);
    expect(state.snapshot.unreadCount).toBe(1);
  });

  test("is taken back when the server refuses it, and only what came of it", async () => {
    const { refuse } = held();
    const done = marker.act("n0002", "accept");
    const others = [{ id: "ok", label: "De acuerdo" }];
    state.applyEvents([pushed(asking(2, { actions: others, updated_at: at }))]);
    refuse(new HttpError(404, undefined, "404"));
    await expect(done).rejects.toThrow("404");
    expect(failed).toHaveBeenCalledTimes(1);
    expect(tell).not.toHaveBeenCalled();
    expect(shown()).toMatchObject({ read: false, read_at: null, actions: others });
    expect(shown().outcome).toBeUndefined();
    expect(state.snapshot.unreadCount).toBe(2);
  });

  test("is taken back and leaves read what was read before, or is since", async () => {
    const [first, second] = [held(), held()];
    const done = [marker.act("n0001", "accept"), marker.act("n0002", "accept")];
    state.applyEvents([{ event: "notification:read", data: { notificationIds: ["n0002"], readAt: at } }]);
    for (const { refuse } of [first, second]) refuse();
    await Promise.allSettled(done);
    for (const id of ["n0001", "n0002"]) {
      expect(shown(id).read).toBe(true);
      expect(shown(id).outcome).toBeUndefined();
    }
    expect(state.snapshot.unreadCount).toBe(1);
  });

  test("is not taken back when a push has told it, nor by another mark that fails", async () => {
    const { refuse } = held();
    let refuseMark!: (error: Error) => void;
    mark.mockImplementation(() => new Promise((_, reject) => (refuseMark = reject)));
    const marked = marker.read(["n0002"]);
    const done = marker.act("n0002", "accept");
    refuseMark(new Error("503"));
    await expect(marked).rejects.toThrow("503");
    expect(shown().outcome).toMatchObject({ action: "accept" });
    state.applyEvents([pushed(asking(2, { read: true, outcome: accepted })), counted(1)]);
    refuse();
    await expect(done).rejects.toThrow("503");
    expect(shown()).toMatchObject({ read: true, outcome: accepted });
    expect(state.snapshot.unreadCount).toBe(1);
  });

  test.each([
    ["nothing", undefined],
    ["what holds", declined],
  ])("is on what comes back from a removal that failed as %s, once that is known", async (_, outcome) => {
    const { answer, refuse } = held();
    let refuseMark!: (error: Error) => void;
    mark.mockImplementation(() => new Promise((_, reject) => (refuseMark = reject)));
    const done = marker.act("n0002", "accept");
    const removed = marker.remove(["n0002"], "archive");
    if (outcome) answer(outcome);
    else refuse();
    await Promise.allSettled([done]);
    refuseMark(new Error("503"));
    await Promise.allSettled([removed]);
    expect(shown().outcome).toEqual(outcome);
  });

  test("of one that is not in the list is pressed all the same, and what is unread is counted anew", async () => {
    expect(await marker.act("n0099", "accept")).toEqual(accepted);
    expect(recount).toHaveBeenCalledTimes(1);
    expect(tell.mock.calls.map(([{ event }]) => event.event)).toEqual(["notification:read"]);
  });
});
