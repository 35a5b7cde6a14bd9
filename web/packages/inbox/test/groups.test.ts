import { toNotificationItem } from "@fixia/notifications-react";
import type { Notification } from "@fixia/notifications";
import { describe, expect, test } from "vitest";
import { notification } from "../../notifications-react/test/support/fakeClient.js";
import { foldGroups, idsOf } from "../src/groups.js";

const item = (n: number, over: Partial<Notification> = {}) => toNotificationItem(notification(n, over));
const a = (n: number, over: Partial<Notification> = {}) => item(n, { group_key: "a", ...over });
const b = (n: number) => item(n, { group_key: "b" });
const read = { read: true };
const fold = (...items: ReturnType<typeof item>[]): string[] => foldGroups(items).map((entry) => idsOf(entry).join(" "));

describe("folds", () => {
  test.each([
    ["nothing of nothing", [], []],
    ["what has no group", [item(3), item(2), item(1)], ["n3", "n2", "n1"]],
    ["what has an empty one", [item(2, { group_key: "" }), item(1, { group_key: "" })], ["n2", "n1"]],
    ["one alone", [item(3), a(2), item(1)], ["n3", "n2", "n1"]],
    ["several, at the place of the newest", [item(5), a(4), item(3), a(2), a(1)], ["n5", "n4 n2 n1", "n3"]],
    ["two groups", [a(5), b(4), a(3), b(2), a(1)], ["n5 n3 n1", "n4 n2"]],
    ["only what is unread", [a(5), a(4, read), a(3), a(2, read), a(1)], ["n5 n3 n1", "n4", "n2"]],
    ["nothing of what was read", [a(3, read), a(2, read), item(1)], ["n3", "n2", "n1"]],
    ["what came after all were read", [a(4), a(3), a(2, read), a(1, read)], ["n4 n3", "n2", "n1"]],
    ["nothing of what was put away", [a(2, { removed: "archived" }), a(1, { removed: "snoozed" })], ["n2", "n1"]],
  ])("%s", (_, items, expected) => {
    expect(fold(...items)).toEqual(expected);
  });
});

describe("what was folded before", () => {
  const [five, four, three, two, one] = [a(5), item(4), a(3), b(2), b(1)];
  const before = foldGroups([five, four, three, two, one]);
  const after = (...items: ReturnType<typeof item>[]) => foldGroups(items, before);
  const same = (entries: ReturnType<typeof after>) => entries.map((entry) => before.includes(entry));

  test.each([
    ["stays the same objects when nothing changed", [five, four, three, two, one], ["n5 n3", "n4", "n2 n1"], [true, true, true]],
    ["is the same beside a group that got another one", [a(6), five, four, three, two, one], ["n6 n5 n3", "n4", "n2 n1"], [false, true, true]],
    ["is another when one of it was read", [five, four, a(3, read), two, one], ["n5", "n4", "n3", "n2 n1"], [false, true, false, true]],
    ["is another when one of it was removed", [five, four, two, one], ["n5", "n4", "n2 n1"], [false, true, true]],
    ["falls to the place of the next when the newest was removed", [four, three, two, one], ["n4", "n3", "n2 n1"], [true, false, true]],
    ["is another when an older one was loaded", [five, four, three, two, one, a(0)], ["n5 n3 n0", "n4", "n2 n1"], [false, true, true]],
    ["is another when one of it says something else", [five, four, a(3, { title: "New" }), two, one], ["n5 n3", "n4", "n2 n1"], [false, true, true]],
  ])("%s", (_, items, ids, known) => {
    const entries = after(...items);
    expect(entries.map((entry) => idsOf(entry).join(" "))).toEqual(ids);
    expect(same(entries)).toEqual(known);
  });
});

test("a thousand are looked at once each", () => {
  let looks = 0;
  const counted = Array.from({ length: 1_000 }, (_, at) => {
    const whole = item(1_000 - at, { group_key: `g${at % 250}` });
    return Object.defineProperty({ ...whole }, "group_key", { get: () => (looks++, whole.group_key) });
  });
  const entries = foldGroups(counted);
  expect(entries.map(({ others }) => others.length)).toEqual(Array(250).fill(3));
  expect(looks).toBe(1_000);
  expect(foldGroups(counted, entries).every((entry, at) => entry === entries[at])).toBe(true);
});
