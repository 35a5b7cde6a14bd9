import { expect, test } from "vitest";
import { safeLink } from "../src/links.js";
import { readEvents, readPage } from "../src/protocol.js";
import { notification } from "./support/notifications.js";

test.each(["/", "/orders/1?tab=2#top", "/a//b", "https://fixia.app/x", "HTTPS://fixia.app", "http://localhost:3000/?a=b@c"])(
  "follows %s",
  (url) => {
    expect(safeLink(url)).toBe(url);
  },
);

test.each([
  "javascript:alert(1)",
  "JavaScript:alert(1)",
  " javascript:alert(1)",
  "java\nscript:alert(1)",
  "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "blob:https://fixia.app/1",
  "file:///etc/passwd",
  "intent://x",
  "mailto:a@b.c",
  "//evil.com",
  "/\\evil.com",
  "\\\\evil.com",
  "/\t/evil.com",
  "/\n/evil.com",
  "https:evil.com",
  "https:/evil.com",
  "https:///evil.com",
  "https://user:password@evil.com",
  "https://fixia.app@evil.com",
  "https://",
  "https://[",
  "orders/1",
  "?a=b",
  "",
  null,
  undefined,
  7,
  { toString: () => "/x" },
])("does not follow %j", (url) => {
  expect(safeLink(url)).toBeNull();
});

const bad = notification(1, { action_url: "javascript:alert(1)" });

test("takes a bad link off whatever brings it, and leaves the rest", () => {
  const clean = { ...bad, action_url: null };
  expect(readPage({ notifications: [bad] }).notifications).toEqual([clean]);
  expect(readEvents({ event: "notification:new", data: { notification: bad, receivedAt: "" } })).toEqual([
    { event: "notification:new", data: { notification: clean, receivedAt: "" } },
  ]);
  const [synced] = readEvents([{ event: "notification:sync-response", data: { notifications: [bad] } }]);
  expect(synced!.data).toMatchObject({ notifications: [clean] });
  const good = notification(2, { action_url: "/orders/2" });
  expect(readPage({ notifications: [good] }).notifications[0]).toBe(good);
});

test("passes over what is no notification", () => {
  const odd = [null, 7, {}, { id: 1, created_at: "" }, { id: "x" }];
  expect(readPage({ notifications: odd })).toEqual({ hasMore: false, notifications: [] });
  expect(readPage(null)).toEqual({ hasMore: false, notifications: [] });
  for (const item of odd) expect(readEvents({ event: "notification:new", data: { notification: item } })).toEqual([]);
  expect(readEvents({ event: "notification:sync-response", data: { notifications: null } })).toMatchObject([
    { data: { notifications: [] } },
  ]);
});
