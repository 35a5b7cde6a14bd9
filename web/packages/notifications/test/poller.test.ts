import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HttpError, type PollIntervals } from "../src/api.js";
import { Poller } from "../src/poller.js";
import { Switch } from "./support/switch.js";

const poll = vi.fn<(signal: AbortSignal) => Promise<PollIntervals>>();
const wish = (disconnectedMs?: number, connectedMs?: number): PollIntervals => ({ disconnectedMs, connectedMs });
const paced = vi.fn<(ms: number) => void>();
let online: Switch;
let visible: Switch;
let poller: Poller;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  poll.mockReset().mockResolvedValue(wish());
  online = new Switch(true);
  visible = new Switch(true);
  poller = new Poller({ poll, disconnectedMs: 30_000, connectedMs: 120_000, online, visible, paced });
});

afterEach(() => {
  poller.stop();
  vi.useRealTimers();
});

test("polls at once and every 30 seconds while disconnected", async () => {
  poller.start();
  await pass(0);
  expect(poll).toHaveBeenCalledTimes(1);
  await pass(29_999);
  expect(poll).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(poll).toHaveBeenCalledTimes(2);
});

test("polls every 2 minutes while connected, and speeds up when the connection is lost", async () => {
  poller.setLive(true);
  poller.start();
  await pass(120_000);
  expect(poll).toHaveBeenCalledTimes(2);
  await pass(20_000);
  poller.setLive(false);
  await pass(10_000);
  expect(poll).toHaveBeenCalledTimes(3);
});

test("tells at which pace it polls", async () => {
  poller.start();
  await pass(0);
  expect(paced).toHaveBeenLastCalledWith(30_000);
  poll.mockResolvedValue(wish(45_000));
  await pass(30_000);
  expect(paced).toHaveBeenLastCalledWith(45_000);
  poller.setLive(true);
  expect(paced).toHaveBeenLastCalledWith(120_000);
});

test("polls no faster than the server wishes", async () => {
  poll.mockResolvedValue(wish(45_000));
  poller.start();
  await pass(44_999);
  expect(poll).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(poll).toHaveBeenCalledTimes(2);
});

test.each([
  ["the server's wish for connected ones", wish(45_000, 300_000), 300_000],
  ["its only wish, of an older server", wish(200_000), 200_000],
  ["its own pace, when the wish is for disconnected ones", wish(100_000, 1_000), 120_000],
])("follows %s while connected", async (_, wished, interval) => {
  poll.mockResolvedValue(wished);
  poller.setLive(true);
  poller.start();
  await pass(interval - 1);
  expect(poll).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(poll).toHaveBeenCalledTimes(2);
});

test("asks less and less often while polls fail, and as before once one succeeds", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  poll.mockRejectedValue(new HttpError(503, undefined, "busy"));
  poller.start();
  await pass(0);
  for (const [failures, factor] of [2, 4, 8, 16, 16].entries()) {
    await pass(factor * 30_000 - 1);
    expect(poll).toHaveBeenCalledTimes(failures + 1);
    await pass(1);
    expect(poll).toHaveBeenCalledTimes(failures + 2);
  }
  poll.mockResolvedValue(wish());
  await pass(16 * 30_000);
  expect(poll).toHaveBeenCalledTimes(7);
  await pass(30_000);
  expect(poll).toHaveBeenCalledTimes(8);
});

test("spreads the polls of clients that failed together", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  poll.mockRejectedValue(new HttpError(503, undefined, "busy"));
  poller.start();
  await pass(30_000);
  expect(poll).toHaveBeenCalledTimes(2);
});

test("keeps its own pace when the server would allow more", async () => {
  poll.mockResolvedValue(wish(1_000));
  poller.start();
  await pass(29_999);
  expect(poll).toHaveBeenCalledTimes(1);
});

describe.each([
  ["offline", () => online],
  ["hidden", () => visible],
] as const)("while %s", (_, signal) => {
  test("does not poll, and makes up for a poll that fell due", async () => {
    poller.start();
    await pass(0);
    signal().set(false);
    await pass(600_000);
    expect(poll).toHaveBeenCalledTimes(1);
    signal().set(true);
    await pass(0);
    expect(poll).toHaveBeenCalledTimes(2);
  });

  test("returns to its pace when no poll fell due", async () => {
    poller.start();
    await pass(0);
    signal().set(false);
    await pass(10_000);
    signal().set(true);
    await pass(19_999);
    expect(poll).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(poll).toHaveBeenCalledTimes(2);
  });
});

test("tries again at the next interval after a failure, and at once when the network returns", async () => {
  poll.mockRejectedValue(new Error("unreachable"));
  poller.start();
  await pass(30_000);
  expect(poll).toHaveBeenCalledTimes(2);
  online.set(false);
  online.set(true);
  await pass(0);
  expect(poll).toHaveBeenCalledTimes(3);
});

test("waits as long as the server asks, also when the user returns meanwhile", async () => {
  poll.mockRejectedValue(new HttpError(503, 60_000, "busy"));
  poller.start();
  await pass(0);
  visible.set(false);
  visible.set(true);
  await pass(59_999);
  expect(poll).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(poll).toHaveBeenCalledTimes(2);
});

test("keeps its pace when the clock is set back", async () => {
  poller.start();
  await pass(0);
  vi.setSystemTime(Date.now() - 3_600_000);
  visible.set(false);
  visible.set(true);
  await pass(30_000);
  expect(poll).toHaveBeenCalledTimes(2);
});

test("joins a poll that runs instead of starting another", async () => {
  let finish = (): void => {};
  poll.mockImplementation(() => new Promise((resolve) => (finish = () => resolve(wish()))));
  poller.start();
  await pass(0);
  const joined = poller.now();
  expect(poll).toHaveBeenCalledTimes(1);
  finish();
  await joined;
});

test("stops, aborts what runs, and starts over", async () => {
  poll.mockImplementation(() => new Promise(() => {}));
  poller.start();
  await pass(0);
  poller.stop();
  expect(poll.mock.calls[0]![0].aborted).toBe(true);
  await pass(600_000);
  expect(poll).toHaveBeenCalledTimes(1);
  poller.start();
  await pass(0);
  expect(poll).toHaveBeenCalledTimes(2);
  poller.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("polls nothing before it is started", async () => {
  poller.setLive(true);
  await pass(600_000);
  expect(poll).not.toHaveBeenCalled();
});

test("is not taken for idle when a poll ends that was stopped before", async () => {
  let fail = (): void => {};
  poll.mockImplementationOnce(() => new Promise((_, reject) => (fail = () => reject(new Error("aborted")))));
  poll.mockImplementation(() => new Promise(() => {}));
  poller.start();
  await pass(0);
  poller.stop();
  poller.start();
  await pass(0);
  fail();
  await pass(600_000);
  expect(poll).toHaveBeenCalledTimes(2);
});
