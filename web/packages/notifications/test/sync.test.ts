import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sync } from "../src/sync.js";

const send = vi.fn<(request: { cursor?: string }) => Promise<void>>();
const fallBack = vi.fn();
let sync: Sync;
const answer = (cursor: string | null, hasMore = false) =>
  sync.answered({ status: "sync-requested", userId: "ana", requestedAt: "", cursor, hasMore });
const asked = (): unknown[] => send.mock.calls.map(([request]) => request);

beforeEach(() => {
  vi.useFakeTimers();
  send.mockReset().mockResolvedValue();
  fallBack.mockReset();
  sync = new Sync({ send, fallBack, timeoutMs: 1_000 });
});

afterEach(() => {
  sync.stop();
  vi.useRealTimers();
});

test("asks for the newest page first and from its cursor afterwards", () => {
  sync.start();
  answer("a");
  sync.start();
  expect(asked()).toEqual([{}, { cursor: "a" }]);
});

test("asks on while there is more", () => {
  sync.start();
  answer("a", true);
  answer("b", true);
  answer("c");
  expect(asked()).toEqual([{}, { cursor: "a" }, { cursor: "b" }]);
});

test("begins anew where the last sync ended when one is cut off between two pages", () => {
  sync.start();
  answer("a");
  sync.start();
  answer("b", true);
  sync.start();
  expect(asked()).toEqual([{}, { cursor: "a" }, { cursor: "b" }, { cursor: "a" }]);
  expect(sync.cursor).toBe("a");
});

test("stops at a cursor that does not move", () => {
  sync.start();
  answer("a", true);
  answer("a", true);
  expect(asked()).toHaveLength(2);
});

test("keeps its cursor when a user without notifications has none", () => {
  sync.start();
  answer(null);
  expect(sync.cursor).toBeNull();
  answer("a");
  answer(null);
  expect(sync.cursor).toBe("a");
});

test("falls back and asks again when no answer comes", async () => {
  sync.start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fallBack).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toHaveLength(2);
});

test("asks again later when the server is busy, less and less often", async () => {
  sync.start();
  for (let i = 0; i < 6; i++) {
    sync.refused({ code: "unavailable", message: "" });
    await vi.advanceTimersToNextTimerAsync();
  }
  const before = asked().length;
  sync.refused({ code: "unavailable", message: "" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toHaveLength(before);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked()).toHaveLength(before + 1);
});

test("forgets a cursor that the server refuses", async () => {
  sync.start();
  answer("a");
  sync.start();
  sync.refused({ code: "invalid_request", message: "" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toEqual([{}, { cursor: "a" }, {}]);
});

test("asks again, less and less often, while it can't send", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  sync = new Sync({ send, fallBack, timeoutMs: 1_000 });
  send.mockRejectedValue(new Error("Internal server error"));
  sync.start();
  for (const seconds of [2, 4, 8, 16, 30, 30]) {
    const before = asked().length;
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(asked()).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toHaveLength(before + 1);
  }
  send.mockResolvedValue();
  await vi.advanceTimersByTimeAsync(30_000);
  answer("a");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked()).toHaveLength(8);
});

test("reads the newest page in another way while it can't ask", async () => {
  send.mockRejectedValue(new Error("Internal server error"));
  sync.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(fallBack).toHaveBeenCalledTimes(1);
});

test("waits as long as the server asks when it is refused", async () => {
  sync.start();
  sync.refused({ code: "rate-limited", message: "", retryAfterMs: 20_000 });
  await vi.advanceTimersByTimeAsync(19_999);
  expect(asked()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked()).toHaveLength(2);
});

test("asks again over a resumed connection when the interruption swallowed the answer", () => {
  sync.start();
  sync.resume();
  expect(asked()).toHaveLength(2);
  answer("a");
  sync.resume();
  expect(asked()).toHaveLength(2);
});

test("asks again over a resumed connection what could not be sent", async () => {
  send.mockRejectedValueOnce(new Error("gone"));
  sync.start();
  await vi.advanceTimersByTimeAsync(0);
  sync.resume();
  expect(asked()).toHaveLength(2);
});

test("asks once, and shortly, for all that it hears of until then", async () => {
  sync.soon();
  sync.soon();
  expect(asked()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toHaveLength(1);
});

test("asks once more for what it heard of while it waited for an answer", async () => {
  sync.start();
  sync.soon();
  answer("a");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toEqual([{}, { cursor: "a" }]);
});

test("asks neither over a resumed connection nor later when nothing was asked, or not any more", async () => {
  sync.resume();
  sync.start();
  sync.soon();
  sync.stop();
  sync.resume();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked()).toHaveLength(1);
  expect(fallBack).not.toHaveBeenCalled();
});

test("asks once when something else makes it ask before it would have", async () => {
  sync.soon();
  sync.start();
  answer("a");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toHaveLength(1);
});

test("spreads what it asks shortly over two seconds", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  sync.soon();
  await vi.advanceTimersByTimeAsync(999);
  expect(asked()).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked()).toHaveLength(1);
});

test("does not mind that a request failed which has been answered or repeated", async () => {
  const failures: ((error: Error) => void)[] = [];
  send.mockImplementation(() => new Promise((_, reject) => failures.push(reject)));
  sync.start();
  answer("a");
  failures[0]!(new Error("gone"));
  await vi.advanceTimersByTimeAsync(0);
  sync.start();
  sync.start();
  failures[1]!(new Error("gone"));
  await vi.advanceTimersByTimeAsync(0);
  expect(fallBack).not.toHaveBeenCalled();
});

test("keeps its cursor when the server is busy", async () => {
  sync.start();
  answer("a");
  sync.start();
  sync.refused({ code: "unavailable", message: "" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toEqual([{}, { cursor: "a" }, { cursor: "a" }]);
});
