import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outbox } from "../src/outbox.js";

const send = vi.fn<(event: string, data: unknown) => Promise<void>>();
let outbox: Outbox;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const refuse = (code: string, retryAfterMs?: number): void =>
  outbox.refused({ code, message: "", event: "mark-read", ...(retryAfterMs && { retryAfterMs }) });
const mark = { notificationId: "n1" };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  send.mockReset().mockResolvedValue();
  outbox = new Outbox(send);
});

afterEach(() => {
  outbox.stop();
  vi.useRealTimers();
});

test("sends once what is taken", async () => {
  await outbox.send("mark-read", mark);
  await pass(600_000);
  expect(send).toHaveBeenCalledExactlyOnceWith("mark-read", mark);
});

test("sends again, with growing waits, what the service does not take, and tells when it has it", async () => {
  send.mockRejectedValue(new Error("Internal server error"));
  const sent = vi.fn();
  void outbox.send("mark-read", mark).then(sent);
  for (const seconds of [1, 2, 4, 8, 16, 30]) {
    const before = send.mock.calls.length;
    await pass(seconds * 1_000 - 1);
    expect(send).toHaveBeenCalledTimes(before);
    await pass(1);
    expect(send).toHaveBeenCalledTimes(before + 1);
  }
  expect(sent).not.toHaveBeenCalled();
  send.mockResolvedValue();
  await pass(30_000);
  expect(sent).toHaveBeenCalledTimes(1);
});

test("gives up what is not taken for minutes, and says so", async () => {
  send.mockRejectedValue(new Error("Internal server error"));
  const failed = vi.fn();
  outbox.send("mark-read", mark).catch(failed);
  await pass(600_000);
  expect(failed).toHaveBeenCalledTimes(1);
  expect(send).toHaveBeenCalledTimes(12);
});

test.each(["unavailable", "internal", "rate-limited"])("sends again what the server refuses as %s", async (code) => {
  await outbox.send("mark-read", mark);
  refuse(code);
  await pass(1_000);
  expect(send).toHaveBeenCalledTimes(2);
  await pass(600_000);
  expect(send).toHaveBeenCalledTimes(2);
});

test("waits as long as the server asks", async () => {
  await outbox.send("mark-read", mark);
  refuse("rate-limited", 20_000);
  await pass(19_999);
  expect(send).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(send).toHaveBeenCalledTimes(2);
});

test.each(["invalid-request", "invalid_request", "unauthorized"])("does not repeat what is refused as %s", async (code) => {
  await outbox.send("mark-read", mark);
  refuse(code);
  await pass(600_000);
  expect(send).toHaveBeenCalledTimes(1);
});

test("sends once more what is refused before the service acknowledged that it failed", async () => {
  let fail = (_: Error): void => {};
  send.mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
  const sending = outbox.send("mark-read", mark);
  refuse("internal");
  fail(new Error("Internal server error"));
  await sending;
  await pass(60_000);
  expect(send).toHaveBeenCalledTimes(2);
});

test("lets other events be, and those of long ago", async () => {
  await outbox.send("ping", { timestamp: "" });
  await outbox.send("mark-read", mark);
  await pass(31_000);
  await outbox.send("mark-read", { notificationId: "n2" });
  refuse("internal");
  await pass(600_000);
  expect(send.mock.calls.slice(3)).toEqual([["mark-read", { notificationId: "n2" }]]);
});

test("leaves nothing behind when stopped", async () => {
  send.mockRejectedValue(new Error("Internal server error"));
  const failed = vi.fn();
  outbox.send("mark-read", mark).catch(failed);
  await pass(0);
  outbox.stop();
  await pass(0);
  expect(failed).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
