import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ServerClock } from "../src/serverClock.js";

const Hour = 3_600_000;
const changed = vi.fn();
let clock: ServerClock;
/** The server's time; the device's is off by what a test sets. */
const server = Date.UTC(2026, 4, 10, 12);
const device = (offBy: number): void => void vi.setSystemTime(server + offBy);
const iso = (time: number): string => new Date(time).toISOString();
const header = (time: number): string => new Date(time).toUTCString();

beforeEach(() => {
  vi.useFakeTimers();
  changed.mockReset();
  clock = new ServerClock(changed);
});

afterEach(() => void vi.useRealTimers());

test("is the device's until something tells it", () => {
  device(Hour);
  expect(clock.now()).toBe(server + Hour);
  clock.answered(null, Date.now());
  clock.answered("soon", Date.now());
  clock.heard("");
  expect(clock.now()).toBe(server + Hour);
  expect(changed).not.toHaveBeenCalled();
});

test.each([3 * Hour, -3 * Hour])("is right by an answer when the device's is off by %i ms", (offBy) => {
  device(offBy);
  clock.answered(header(server), Date.now() - 200);
  expect(Math.abs(clock.now() - server)).toBeLessThan(1_000);
  expect(changed).toHaveBeenCalledTimes(1);
});

test.each([3 * Hour, -3 * Hour])("is right by an event when the device's is off by %i ms", (offBy) => {
  device(offBy);
  clock.heard(iso(server));
  expect(clock.now()).toBe(server);
});

test("stays as it is while answers and events agree with it", () => {
  device(-Hour);
  clock.heard(iso(server));
  clock.answered(header(server), Date.now() - 100);
  clock.heard(iso(server - 5_000));
  expect(changed).toHaveBeenCalledTimes(1);
  expect(clock.now()).toBe(server);
});

test("is set forward by an event that is later than it", () => {
  device(0);
  clock.answered(header(server - 900), Date.now());
  clock.heard(iso(server));
  expect(clock.now()).toBe(server);
});

test.each([3 * Hour, -3 * Hour])("follows when the device's is set by %i ms meanwhile", (by) => {
  device(0);
  clock.answered(header(server), Date.now() - 10);
  device(by);
  clock.heard(iso(server));
  expect(Math.abs(clock.now() - server)).toBeLessThan(1_000);
});
