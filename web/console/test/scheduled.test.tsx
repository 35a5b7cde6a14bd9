import { afterEach, beforeEach, expect, test } from "vitest";
import { wordsOf } from "../src/session.js";
import type { ScheduledEntry, ScheduledPage } from "../src/wire.js";
import { FakeApi, Status, type Asked } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;

const at = "2027-01-10T08:00:00.000Z";
const entry = (id: string, over: Partial<ScheduledEntry> = {}): ScheduledEntry => ({
  id,
  user_id: "ana",
  kind: "notification",
  due_at: "2027-01-10T09:00:00.000Z",
  type: "review",
  title: `Title ${id}`,
  ...over,
});
const answer = (scheduled: ScheduledEntry[], cursor: string | null = null): ScheduledPage => ({ at, scheduled, cursor });
const bare = { type: undefined, title: undefined };

beforeEach(() => {
  api = new FakeApi();
});

afterEach(() => page.close());

async function open(...entries: ScheduledEntry[]): Promise<void> {
  api.answer("GET /scheduled", answer(entries));
  page = await Page.signedIn("#/scheduled");
  await page.shows(() => expect(page.all("tbody tr")).toHaveLength(entries.length));
}

const rows = (): string[][] => page.table("What is to come");

test("lists what is to come of all users, and what of it is late", async () => {
  await open(
    entry("n1", { due_at: "2027-01-10T07:59:58.000Z", producer: "market" }),
    entry("quiet-summary", { ...bare, kind: "summary", due_at: "2027-01-10T07:59:01.000Z" }),
    entry("quiet-summary", { ...bare, kind: "summary", user_id: "b/b", due_at: "2027-01-10T07:58:30.000Z" }),
    entry("n2", { ...bare, kind: "webhook", attempts: 3, producer: "shop", due_at: at }),
    entry("n3", { ...bare, kind: "snooze" }),
  );
  const { format } = wordsOf("en");
  expect(rows().map((row) => row.slice(1, 5))).toEqual([
    ["Notification", "ana", "Title n1reviewn1", "market"],
    ["Summary of quiet hours", "ana", "quiet-summary", "-"],
    ["Summary of quiet hours", "b/b", "quiet-summary", "-"],
    ["Call of a producer", "ana", "3 attemptsn2", "shop"],
    ["End of a snooze", "ana", "n3", "-"],
  ]);
  // Summaries have the minute after.
  expect(rows().map(([due]) => due)).toEqual([
    `${format.time("2027-01-10T07:59:58.000Z")}late by 2 sec`,
    format.time("2027-01-10T07:59:01.000Z"),
    `${format.time("2027-01-10T07:58:30.000Z")}late by 30 sec`,
    format.time(at),
    format.time("2027-01-10T09:00:00.000Z"),
  ]);
  expect(rows().map((row) => row.at(-1))).toEqual(["Cancel it", "-", "-", "-", "-"]);
  expect(page.all("td a").map((link) => link.getAttribute("href"))).toContain("#/users/b%2Fb");
});

test("filters by kind and user, and pages go on with the filter, also after an empty one", async () => {
  await open(entry("n1"));
  await page.choose("Kind", "webhook");
  await page.shows(() => expect(api.of("GET /scheduled").at(-1)!.path).toBe("/scheduled?kind=webhook&limit=50"));
  api.answer("GET /scheduled", ({ url }: Asked) => (url.searchParams.has("cursor") ? answer([entry("n2")]) : answer([], "c2")));
  await page.type("User", " ana ");
  await page.press("Filter");
  await page.shows((text) => expect(text).toContain("None so far."));
  await page.press("Load more");
  await page.shows((text) => expect(text).toContain("Title n2"));
  expect(api.of("GET /scheduled").at(-1)!.path).toBe("/scheduled?kind=webhook&user_id=ana&limit=50&cursor=c2");
});

test("cancels one after a question, for its user alone, and says so where the button was", async () => {
  api.answer("DELETE /users/b%2Fb/scheduled/n1", () => new Status(204));
  await open(entry("n1", { user_id: "b/b" }), entry("n1"));
  await page.clickOn(page.all("tbody button")[0]!);
  expect(page.all("[role=group]")[0]!.textContent).toContain('Never send "Title n1" to this user?');
  expect(api.asked.filter(({ method }) => method === "DELETE")).toEqual([]);
  await page.press("Never send it");
  await page.shows(() => expect(rows().map((row) => row.at(-1))).toEqual(["Cancelled.", "Cancel it"]));
  expect(api.of("DELETE /users/b%2Fb/scheduled/n1")).toHaveLength(1);
  expect(document.activeElement?.textContent).toBe("Cancelled.");
});

test.each([
  [404, "It does not wait any more: it was sent, or cancelled."],
  [409, "That can't be done now."],
])("says why one could not be cancelled: %d", async (status, words) => {
  api.answer("DELETE /users/ana/scheduled/n1", new Status(status));
  await open(entry("n1"));
  await page.press("Cancel it");
  await page.press("Never send it");
  await page.shows(() => expect(page.alerts).toEqual([words]));
  expect(page.text).toContain("Cancel it");
});

test("says when the API is too old for it", async () => {
  page = await Page.signedIn("#/scheduled");
  await page.shows(() => expect(page.alerts).toEqual(["This API has no list of what is to come: it is older than the console."]));
});
