import { describe, expect, test } from "vitest";
import { formatFor } from "../src/format.js";
import { href, readRoute } from "../src/route.js";
import { percentile, periodOf } from "../src/summary.js";

describe("percentiles of counts between bounds", () => {
  const bounds = [100, 1_000, 10_000];

  test.each([
    [[10, 0, 0, 0], 0.5, { ms: 50, over: false }],
    [[0, 10, 0, 0], 0.5, { ms: 550, over: false }],
    [[5, 5, 0, 0], 0.5, { ms: 100, over: false }],
    [[5, 0, 5, 0], 0.5, { ms: 100, over: false }],
    [[0, 0, 0, 4], 0.5, { ms: 10_000, over: true }],
    [[94, 0, 0, 6], 0.95, { ms: 10_000, over: true }],
    [[0, 0, 0, 0], 0.5, { ms: null, over: false }],
    [[], 0.5, { ms: null, over: false }],
  ])("%j, %d", (counts, part, expected) => expect(percentile(bounds, counts, part)).toEqual(expected));
});

test.each([
  ["24h", "2027-01-09T10:00:00.000Z", "hour"],
  ["7d", "2027-01-03T10:00:00.000Z", "hour"],
  ["30d", "2026-12-11T00:00:00.000Z", "day"],
] as const)("the last %s begin with a whole hour or day", (range, from, interval) => {
  const to = "2027-01-10T10:42:13.000Z";
  expect(periodOf(range, Date.parse(to))).toEqual({ from, to, interval });
});

test.each(["ana", "a/b", "ä #?%", "batches.0f3a5c"])("an address opens the id %s again", (id) => {
  expect(readRoute(href("users", id))).toEqual({ page: "users", id });
});

test.each(["", "#", "#/nowhere", "#/live/%E0%A4%A"])("the address %s opens the first page", (hash) => {
  expect(readRoute(hash)).toEqual({ page: "live", id: undefined });
});

test.each([
  ["en", 850, "850 ms"],
  ["en", 1_500, "1.5 sec"],
  ["es", 1_500, "1,5 s"],
  ["en", 90_000, "1.5 min"],
  ["en", 0, "0 ms"],
  ["en", null, "-"],
])("a duration in %s: %s", (language, ms, written) => expect(formatFor(language).duration(ms)).toBe(written));

test("a part of nothing is no number", () => {
  expect([formatFor("en").percent(0, 0), formatFor("en").percent(1, 8), formatFor("en").time("nonsense")]).toEqual(["-", "12.5%", "-"]);
});
