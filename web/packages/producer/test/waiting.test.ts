import { expect, test, vi } from "vitest";
import { delayMs, retryAfterMs } from "../src/waiting.js";

const bounds = { baseDelayMs: 500, maxDelayMs: 4_000 };

test("delays are anywhere up to a bound that doubles, until it is the highest", () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  expect([1, 2, 9].map((attempt) => delayMs(attempt, null, bounds))).toEqual([0, 0, 0]);
  random.mockReturnValue(1);
  expect([1, 2, 3, 4, 5, 2_000].map((attempt) => delayMs(attempt, null, bounds))).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000]);
});

test("what the server asks for is never shortened", () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  expect(delayMs(1, 2_000, bounds)).toBe(2_000);
  random.mockReturnValue(1);
  expect(delayMs(3, 2_000, bounds)).toBe(2_500);
  expect(delayMs(1, 4_001, bounds)).toBeNull();
});

test("a date goes by the server's clock, or else by this one", () => {
  const at = (headers: Record<string, string>): number | null => retryAfterMs(new Headers(headers));
  vi.spyOn(Date, "now").mockReturnValue(Date.parse("2027-01-01T07:59:50Z"));
  const until = "Fri, 01 Jan 2027 08:00:00 GMT";
  expect(at({ "Retry-After": until })).toBe(10_000);
  expect(at({ "Retry-After": until, Date: "Fri, 01 Jan 2027 07:59:57 GMT" })).toBe(3_000);
  expect(at({ "Retry-After": until, Date: "Fri, 01 Jan 2027 08:00:09 GMT" })).toBe(0);
  expect(at({ "Retry-After": " 7 " })).toBe(7_000);
  expect(at({})).toBeNull();
});
