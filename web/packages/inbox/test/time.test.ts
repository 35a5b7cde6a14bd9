import { expect, test } from "vitest";
import { dayLabel, dayOf, timeAgo } from "../src/time.js";

const now = Date.UTC(2026, 4, 10, 12);
const ago = (ms: number): string => new Date(now - ms).toISOString();
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test.each([
  [0, "now", "ahora"],
  [minute - 1, "now", "ahora"],
  [minute, "1 minute ago", "hace 1 minuto"],
  [hour - 1, "59 minutes ago", "hace 59 minutos"],
  [23 * hour, "23 hours ago", "hace 23 horas"],
  [day, "yesterday", "ayer"],
  [30 * day, "30 days ago", "hace 30 días"],
  [-5_000, "now", "ahora"],
])("tells an age of %i ms", (age, en, es) => {
  expect(timeAgo(ago(age), now, "en")).toBe(en);
  expect(timeAgo(ago(age), now, "es")).toBe(es);
});

test("names days relative to today, across the end of a month", () => {
  const today = dayOf(new Date(2026, 2, 1).getTime());
  expect(dayLabel(today, today, "en")).toBe("Today");
  expect(dayLabel(dayOf(new Date(2026, 1, 28, 23, 59).getTime()), today, "es")).toBe("Ayer");
  expect(dayLabel(dayOf(new Date(2026, 1, 27).getTime()), today, "en")).toBe("Friday, February 27");
  expect(dayLabel(dayOf(new Date(2025, 1, 27).getTime()), today, "en")).toContain("2025");
});
