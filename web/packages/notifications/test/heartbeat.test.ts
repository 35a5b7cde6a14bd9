import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Heartbeat } from "../src/heartbeat.js";

let heard: number;
let heartbeat: Heartbeat;
const connection = {
  send: vi.fn(() => Promise.resolve()),
  probe: vi.fn(),
  abandon: vi.fn(),
  close: vi.fn(),
  lastHeard: () => heard,
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  connection.send.mockReset().mockResolvedValue();
  connection.probe.mockReset();
  connection.abandon.mockReset();
  heard = Date.now();
  heartbeat = new Heartbeat(connection, { pingMs: 30_000, endToEndPingMs: 90_000, deadAfterMs: 65_000 });
});

afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

test("pings the service every 30 seconds, and the functions every third time, with the time", async () => {
  for (let beat = 0; beat < 2; beat++) {
    await pass(30_000);
    heard = Date.now();
  }
  expect(connection.probe).toHaveBeenCalledTimes(2);
  expect(connection.send).not.toHaveBeenCalled();
  await pass(30_000);
  expect(connection.send).toHaveBeenCalledExactlyOnceWith("ping", { timestamp: new Date().toISOString() });
  expect(connection.probe).toHaveBeenCalledTimes(2);
  expect(connection.abandon).not.toHaveBeenCalled();
});

test("abandons a connection that stays silent", async () => {
  await pass(60_000);
  expect(connection.abandon).not.toHaveBeenCalled();
  await pass(30_000);
  expect(connection.abandon).toHaveBeenCalledTimes(1);
});

test("survives a ping that can't be sent", async () => {
  connection.send.mockRejectedValue(new Error("closed"));
  vi.setSystemTime(Date.now() + 3_600_000);
  heartbeat.wake();
  await pass(0);
  expect(connection.send).toHaveBeenCalledTimes(1);
});

test("asks a woken page's connection first, and abandons it without an answer", async () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  heartbeat.wake();
  expect(connection.send).toHaveBeenCalledTimes(1);
  await pass(5_000);
  expect(connection.abandon).toHaveBeenCalledTimes(1);
});

test("abandons a silent connection also when it is woken again and again", async () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  for (let second = 0; second < 6; second++) {
    heartbeat.wake();
    await pass(1_000);
  }
  expect(connection.abandon).toHaveBeenCalledTimes(1);
});

test("abandons a silent connection also when the clock was set back", async () => {
  vi.setSystemTime(Date.now() - 3_600_000);
  await pass(35_000);
  expect(connection.abandon).toHaveBeenCalledTimes(1);
});

test("keeps a woken page's connection that answers", async () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  heartbeat.wake();
  heard = Date.now();
  await pass(5_000);
  expect(connection.abandon).not.toHaveBeenCalled();
});

test("does not take its own sleep for the connection's silence", async () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(30_000);
  expect(connection.abandon).not.toHaveBeenCalled();
  expect(connection.send).toHaveBeenCalledTimes(1);
});

test("asks nothing when it heard something just now", () => {
  heard = Date.now() - 1_000;
  heartbeat.wake();
  expect(connection.send).not.toHaveBeenCalled();
});

test("leaves no timer behind", () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  heartbeat.wake();
  heartbeat.stop();
  expect(vi.getTimerCount()).toBe(0);
});
