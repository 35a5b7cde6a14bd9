import { expect, test } from "vitest";
import { readEvents, readPage } from "../src/protocol.js";
import { notification } from "./support/notifications.js";

const inGroup = (group_key: unknown) => ({ ...notification(1), group_key });

test("keeps the group of a notification, whichever way it comes", () => {
  const grouped = inGroup("conversation:1");
  expect(readPage({ notifications: [grouped] }).notifications[0]).toBe(grouped);
  const [event] = readEvents({ event: "notification:new", data: { notification: grouped, receivedAt: "" } });
  expect(event!.data).toMatchObject({ notification: { group_key: "conversation:1" } });
});

test.each([[null], [""], [7], [["a"]], [{ a: 1 }]])("%j is no group, and leaves the rest as it is", (group_key) => {
  expect(readPage({ notifications: [inGroup(group_key)] }).notifications).toEqual([{ ...notification(1), action_url: null }]);
});
