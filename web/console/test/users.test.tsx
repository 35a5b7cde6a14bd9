import { afterEach, beforeEach, expect, test } from "vitest";
import { wordsOf } from "../src/session.js";
import type { Timeline } from "../src/wire.js";
import { FakeApi, Status } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;

const entry = (n: number): Timeline["notifications"][number] => ({
  id: `n${n}`,
  type: "message",
  title: `Title ${n}`,
  created_at: "2027-01-10T08:00:00.000Z",
  seen: false,
  read: false,
  attention: { attention: "silent", rule: "quiet_hours" },
  received: [],
});
const timeline = (over: Partial<Timeline> = {}): Timeline => ({
  user_id: "ana",
  notifications: [entry(1)],
  cursor: null,
  devices: [{ id: "d1", name: "Chrome, Android", kind: "phone", level: "critical", last_seen_at: "2027-01-10T08:00:00.000Z" }],
  scheduled: [],
  dead_letters: [],
  ...over,
});

beforeEach(() => {
  api = new FakeApi();
});

afterEach(() => page.close());

async function open(over: Partial<Timeline> = {}): Promise<void> {
  api.answer("GET /users/ana/timeline", timeline(over));
  page = await Page.signedIn("#/users/ana");
  await page.shows((text) => expect(text).toContain("Title 1"));
}

test("asks for a user, whom its address names then", async () => {
  api.answer("GET /users/a%2Fb/timeline", timeline());
  page = await Page.signedIn("#/users");
  await page.type("Id of a user", " a/b ");
  await page.press("Show");
  await page.go(location.hash);
  expect(location.hash).toBe("#/users/a%2Fb");
  await page.shows((text) => expect(text).toContain("Title 1"));
});

test("tells what was decided, where it came and what became of it", async () => {
  const received = [
    { device_id: "d1", device_kind: "phone" as const, received_at: "2027-01-10T08:00:01.500Z", shown: true },
    { received_at: "2027-01-10T08:00:00.200Z", shown: false },
  ];
  const exceptions = { d1: { attention: "interrupt" as const, rule: "device" } };
  await open({ notifications: [{ ...entry(1), priority: "high", removed: "archived", seen: true, read: true, received, exceptions }] });
  const [row] = page.table("Notifications, newest first");
  expect(row![1]).toContain("high · Archived");
  expect(row![3]).toBe("Silent (quiet_hours)Chrome, Android: Interrupts (device)");
  expect(row![4]).toBe("Phone, Chrome, Android · after 1.5 sec · interrupted- · after 200 ms");
  expect(row!.slice(5)).toEqual(["Yes", "Yes"]);
});

test.each([
  ["en", "Snoozed · Comes back AT1 · Pressed: accept, AT2 · First sent AT3 · Expires AT4"],
  ["es", "Pospuesta · Vuelve AT1 · Pulsado: accept, AT2 · Enviada por primera vez AT3 · Caduca AT4"],
] as const)("tells which button was pressed, until when it sleeps, and when it was sent first, in %s", async (language, facts) => {
  const at = (day: string): string => `2027-01-1${day}T08:00:00.000Z`;
  const outcome = { action: "accept", at: at("2") };
  await open({ notifications: [{ ...entry(1), removed: "snoozed", snoozed_until: at("1"), outcome, sent_at: at("3"), expires_at: at("4") }] });
  await page.choose("Language", language);
  const { texts, format } = wordsOf(language);
  expect(page.table(texts.users.caption)[0]![1]).toBe(`Title 1${facts.replace(/AT(\d)/g, (_, day: string) => format.time(at(day)))}n1`);
});

test("says that no device has received it", async () => {
  await open();
  expect(page.table("Notifications, newest first")[0]!.slice(4)).toEqual(["By no device", "No", "No"]);
});

test("shows devices, what is scheduled, and what failed with a way to it", async () => {
  await open({
    scheduled: [
      { id: "s1", kind: "notification", due_at: "2027-01-11T08:00:00.000Z", type: "payment", title: "Later" },
      { id: "s2", kind: "summary", due_at: "2027-01-11T08:00:00.000Z" },
    ],
    dead_letters: [{ id: "batches.0f", kind: "notification", container: "batches", reason: "413", set_aside_at: "2027-01-10T08:00:00.000Z" }],
    read_before: "2027-01-01T00:00:00.000Z",
  });
  expect(page.table("Devices")[0]!.slice(0, 3)).toEqual(["Chrome, Android", "Phone", "critical"]);
  expect(page.table("Scheduled").map((row) => row.slice(1))).toEqual([
    ["Notification", "payment", "Later"],
    ["Summary of quiet hours", "-", "-"],
  ]);
  expect(page.all<HTMLAnchorElement>("td a").map((link) => link.getAttribute("href"))).toEqual(["#/dead-letters/batches.0f"]);
  expect(page.text).toContain("Everything is read that was created up to");
});

test("loads more below, until there is no more", async () => {
  api.answer("GET /users/ana/timeline", ({ url }: { url: URL }) =>
    url.searchParams.get("cursor") === "c2" ? timeline({ notifications: [entry(2)] }) : timeline({ cursor: "c2" }),
  );
  page = await Page.signedIn("#/users/ana");
  await page.shows((text) => expect(text).toContain("Title 1"));
  expect(page.text).not.toContain("All of them are shown.");
  await page.press("Load more");
  await page.shows((text) => expect(text).toContain("All of them are shown."));
  expect(document.activeElement?.textContent).toBe("All of them are shown.");
  expect(page.table("Notifications, newest first").map((row) => row[1])).toEqual(["Title 1n1", "Title 2n2"]);
  expect(page.all("button").map((button) => button.textContent)).not.toContain("Load more");
});

test("has devices as the newest answer has them", async () => {
  const devices = [{ id: "d2", name: "Firefox, Linux" }];
  api.answer("GET /users/ana/timeline", ({ url }: { url: URL }) =>
    url.searchParams.has("cursor") ? timeline({ notifications: [entry(2)], devices }) : timeline({ cursor: "c2" }),
  );
  page = await Page.signedIn("#/users/ana");
  await page.shows((text) => expect(text).toContain("Chrome, Android"));
  await page.press("Load more");
  await page.shows(() => expect(page.table("Devices").map(([name]) => name)).toEqual(["Firefox, Linux"]));
});

test("keeps what is there when more can't be loaded", async () => {
  api.answer("GET /users/ana/timeline", ({ url }: { url: URL }) =>
    url.searchParams.has("cursor") ? new Status(503, { title: "Unavailable", traceId: "t-1" }) : timeline({ cursor: "c2" }),
  );
  page = await Page.signedIn("#/users/ana");
  await page.shows((text) => expect(text).toContain("Title 1"));
  await page.press("Load more");
  await page.shows(() => expect(page.alerts[0]).toContain("The API failed. Try again shortly.Trace: t-1"));
  expect(page.text).toContain("Title 1");
});

test("says that nothing is known of a user", async () => {
  page = await Page.signedIn("#/users/nobody");
  await page.shows(() => expect(page.alerts[0]).toContain("There is nothing known of this user"));
});

test("an answer of the user before is not shown", async () => {
  let release: (value: Timeline) => void = () => {};
  api.answer("GET /users/slow/timeline", () => new Promise<Timeline>((resolve) => (release = resolve)));
  api.answer("GET /users/ana/timeline", timeline());
  page = await Page.signedIn("#/users/slow");
  await page.go("#/users/ana");
  await page.shows((text) => expect(text).toContain("Title 1"));
  release(timeline({ notifications: [entry(9)] }));
  await page.shows((text) => expect(text).not.toContain("Title 9"));
});
