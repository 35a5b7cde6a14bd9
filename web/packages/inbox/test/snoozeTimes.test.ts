import { afterEach, expect, test, vi } from "vitest";
import { nextMinute, snoozeChoices } from "../src/snoozeTimes.js";
import { dueLabel } from "../src/time.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

const local = (date: Date): string => {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getMonth() + 1}-${date.getDate()} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

// In New York clocks go forward on the second Sunday of March, and back on the first of November, both at 2:00.
test.each<[string, string, Record<string, string>]>([
  ["a Friday noon", "2026-11-27T12:00", { today: "11-27 15:00", tomorrow: "11-28 08:00", nextWeek: "11-30 08:00" }],
  ["the last minute with a later today", "2026-11-27T20:59", { today: "11-27 23:59", tomorrow: "11-28 08:00", nextWeek: "11-30 08:00" }],
  ["three hours before midnight", "2026-11-27T21:00", { tomorrow: "11-28 08:00", nextWeek: "11-30 08:00" }],
  ["just after midnight", "2026-11-28T00:00", { today: "11-28 03:00", tomorrow: "11-29 08:00", nextWeek: "11-30 08:00" }],
  ["a Sunday, whose tomorrow is Monday", "2026-11-29T12:00", { today: "11-29 15:00", tomorrow: "11-30 08:00" }],
  ["a Monday before eight", "2026-11-30T07:00", { today: "11-30 10:00", tomorrow: "12-1 08:00", nextWeek: "12-7 08:00" }],
  ["the end of a year", "2026-12-31T23:00", { tomorrow: "1-1 08:00", nextWeek: "1-4 08:00" }],
  ["the evening before clocks go forward", "2026-03-07T20:30", { today: "3-7 23:30", tomorrow: "3-8 08:00", nextWeek: "3-9 08:00" }],
  ["an hour before clocks go forward", "2026-03-08T01:00", { today: "3-8 05:00", tomorrow: "3-9 08:00" }],
  ["a Friday before clocks go back", "2026-10-30T22:00", { tomorrow: "10-31 08:00", nextWeek: "11-2 08:00" }],
  ["the hour before clocks go back", "2026-11-01T00:30", { today: "11-1 02:30", tomorrow: "11-2 08:00" }],
  ["a day of 25 hours, three of them before its end", "2026-11-01T21:00", { tomorrow: "11-2 08:00" }],
])("what is offered on %s", (_, now, offered) => {
  vi.stubEnv("TZ", "America/New_York");
  expect(new Date(2026, 6, 1).getTimezoneOffset(), "what this is about").toBe(240);
  const choices = snoozeChoices(new Date(now).getTime());
  expect(Object.fromEntries(choices.map(({ name, at }) => [name, local(at)]))).toEqual(offered);
});

test("a time of one's own begins at the next minute of the device's clock", () => {
  vi.stubEnv("TZ", "America/New_York");
  expect(nextMinute(Date.parse("2026-07-01T12:00:59.999Z"))).toBe("2026-07-01T08:01");
  expect(nextMinute(Date.parse("2027-01-01T04:59:30.000Z"))).toBe("2027-01-01T00:00");
});

test("a time is shown with its day unless that is today, and with its year where that is another", () => {
  const now = new Date(2026, 10, 27, 12).getTime();
  const label = (date: Date, language: string): string => dueLabel(date, now, language).replaceAll(/\s/g, " ");
  expect(label(new Date(2026, 10, 27, 23, 59), "en")).toBe("11:59 PM");
  expect(label(new Date(2026, 10, 28, 0, 0), "en")).toBe("Sat, Nov 28, 12:00 AM");
  expect(label(new Date(2026, 10, 30, 8), "es")).toBe("lun, 30 nov, 8:00");
  expect(label(new Date(2026, 10, 30, 8), "de")).toMatch(/^Mo\., 30\. Nov\., 0?8:00$/);
  expect(label(new Date(2027, 0, 4, 8), "en")).toBe("Mon, Jan 4, 2027, 8:00 AM");
});
