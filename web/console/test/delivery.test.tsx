import { afterEach, beforeEach, expect, test } from "vitest";
import type { Bucket } from "../src/wire.js";
import { FakeApi, Status } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;

const times = (...counts: number[]) => ({ counts, p50_ms: null, p95_ms: null });
const bucket = (start: string, type: string, over: Partial<Bucket> = {}): Bucket => ({
  start: `2027-01-10T${start}:00:00.000Z`,
  type,
  created: 100,
  received: 80,
  received_by: { phone: 50, desktop: 30 },
  shown: 40,
  seen: 40,
  read: 10,
  received_within_minute: 60,
  received_within_hour: 75,
  time_to_receive: times(80, 0, 0),
  time_to_read: times(0, 5, 5),
  complete: true,
  ...over,
});
const buckets = [
  bucket("08", "message"),
  bucket("08", "payment", { created: 20, received: 20, received_within_minute: 20, received_within_hour: 20, seen: 0, read: 0, shown: 0 }),
  bucket("09", "message", { complete: false }),
];

beforeEach(() => {
  api = new FakeApi();
  api.answer("GET /analytics", ({ url }: { url: URL }) => {
    const type = url.searchParams.get("type");
    return { bounds_ms: [1_000, 60_000], buckets: buckets.filter((one) => !type || one.type === type) };
  });
});

afterEach(() => page.close());

async function open(): Promise<void> {
  page = await Page.signedIn("#/delivery");
  await page.shows((text) => expect(text).toContain("From created to acted on"));
}

test("tells how many came from each stage to the next", async () => {
  await open();
  expect(page.table("From created to acted on")).toEqual([
    ["Created", "220", "100%", "-"],
    ["Received", "180", "81.8%", "81.8%"],
    ["Seen", "80", "36.4%", "44.4%"],
    ["Read", "20", "9.1%", "25%"],
    ["Acted on", "0", "0%", "0%"],
  ]);
});

test("tells rates, times and devices", async () => {
  await open();
  const figures = Object.fromEntries(page.all("dl.figures > div").map((pair) => [...pair.children].map((child) => child.textContent)));
  expect(figures).toMatchObject({
    "Received within a minute": "63.6%",
    "Received within an hour": "77.3%",
    "Time until received": "half within 500 ms, 95 % within 950 ms",
    "Time until read": "half within 1 min, 95 % within more than 1 min",
    "Received by": "Phone: 150, Desktop: 90",
  });
});

test("tells how many were acted on, which is none where an API does not count them", async () => {
  api.answer("GET /analytics", { bounds_ms: [], buckets: [bucket("08", "message", { acted: 5 }), bucket("09", "message")] });
  await open();
  expect(page.all(".scrolls thead th:nth-child(6)").map((column) => column.textContent)).toEqual(["Acted on", "Acted on"]);
  expect(page.table("By type")[0]!.slice(1, 7)).toEqual(["200", "160", "80", "20", "5", "60%"]);
  expect(page.table("The same as a table").map((row) => row[5])).toEqual(["0", "5"]);
  expect(page.all("tfoot :nth-child(6)").map((total) => total.textContent)).toEqual(["5", "5"]);
  expect(page.all("dl.figures > div").map((pair) => pair.textContent)).toContain("Acted on, of those created2.5%");
  expect(page.table("From created to acted on").at(-1)).toEqual(["Acted on", "5", "2.5%", "25%"]);
});

test("tells what was pushed and silenced, what expired, and how it went for who was connected, where the API counts that", async () => {
  const pushed = { pushed: 90, suppressed: 9, expired_unread: 4, time_to_push: times(90, 0, 0) };
  const first = { ...pushed, acted: 5, suppressed_by: { type: 6, "quiet-hours": 3 }, connected: { asked: 20, connected: 10, received_within_minute: 9, received_within_hour: 10 } };
  const second = { ...pushed, suppressed_by: { "quiet-hours": 9 }, connected: { asked: 20, connected: 6, received_within_minute: 6, received_within_hour: 6 } };
  api.answer("GET /analytics", { bounds_ms: [1_000, 60_000], buckets: [bucket("08", "message", first), bucket("09", "message", second)] });
  await open();
  expect(page.table("From created to acted on")).toEqual([
    ["Created", "200", "100%", "-"],
    ["Pushed", "180", "90%", "90%"],
    ["Received", "160", "80%", "88.9%"],
    ["Seen", "80", "40%", "50%"],
    ["Read", "20", "10%", "25%"],
    ["Acted on", "5", "2.5%", "25%"],
  ]);
  const figures = Object.fromEntries(page.all("dl.figures > div").map((pair) => [...pair.children].map((child) => child.textContent)));
  expect(figures).toMatchObject({
    "Received within a minute, of users who were connected": "93.8% (16 connected of 40 that were asked about)",
    "Received within an hour, of users who were connected": "100% (16 connected of 40 that were asked about)",
    "Time until pushed": "half within 500 ms, 95 % within 950 ms",
    "Silenced by a rule, of those pushed": "10%, quiet-hours: 12, type: 6",
    "Expired unread, of those created": "4%",
  });
  expect(page.table("By type")[0]!.slice(1, 7)).toEqual(["200", "180", "160", "80", "20", "5"]);
  for (const row of page.all<HTMLTableRowElement>(".scrolls tr")) expect(row.cells).toHaveLength(15);
});

test("says nothing of pushes where the API does not count them", async () => {
  await open();
  expect(page.text).not.toMatch(/[Pp]ushed|Silenced|Expired|connected/);
});

test("has the same as tables: by type, and the newest first by time", async () => {
  await open();
  expect(page.table("By type").map(([type, created]) => [type, created])).toEqual([
    ["message", "200"],
    ["payment", "20"],
  ]);
  const byTime = page.table("The same as a table");
  expect(byTime.map((row) => row.slice(1, 5))).toEqual([
    ["100", "80", "40", "10"],
    ["120", "100", "40", "10"],
  ]);
  expect(byTime.map(([start]) => start!.includes("still counting"))).toEqual([true, false]);
});

test("the chart has a name that says where its numbers are", async () => {
  await open();
  expect(page.all("[role=img]").map((chart) => chart.getAttribute("aria-label"))).toEqual([
    "Chart over time: 220 created, 180 received. The table below has its numbers.",
  ]);
});

test("asks for hours of a day and a week, and for days of a month", async () => {
  await open();
  for (const range of ["7d", "30d"]) {
    await page.choose("Range", range);
    await page.shows(() => expect(page.all("[role=status]")[0]!.textContent).toBe(""));
  }
  const asked = api.of("GET /analytics").map(({ url }) => Object.fromEntries(url.searchParams) as Record<string, string>);
  const days = asked.map(({ from, to }) => Math.round((Date.parse(to!) - Date.parse(from!)) / 86_400_000));
  expect(asked.map(({ interval }) => interval)).toEqual(["hour", "hour", "day"]);
  expect(days[0]).toBe(1);
  expect(days[1]).toBe(7);
  expect([30, 31]).toContain(days[2]);
});

test("shows one type, and keeps the others to choose from", async () => {
  await open();
  await page.choose("Type", "payment");
  await page.shows(() => expect(page.table("By type")).toHaveLength(1));
  expect(api.of("GET /analytics").at(-1)!.url.searchParams.get("type")).toBe("payment");
  const options = [...page.field<HTMLSelectElement>("Type").options].map((option) => option.textContent);
  expect(options).toEqual(["All", "message", "payment"]);
});

test("a late answer about another type is not shown", async () => {
  await open();
  let release: () => void = () => {};
  api.answer("GET /analytics", ({ url }: { url: URL }) => {
    const type = url.searchParams.get("type");
    const answer = { bounds_ms: [], buckets: buckets.filter((one) => one.type === type) };
    return type === "message" ? new Promise((resolve) => (release = () => resolve(answer))) : answer;
  });
  await page.choose("Type", "message");
  await page.choose("Type", "payment");
  await page.shows(() => expect(page.table("By type")).toHaveLength(1));
  release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await page.shows(() => expect(page.table("By type").map(([type]) => type)).toEqual(["payment"]));
});

test("says when nothing was sent", async () => {
  api.answer("GET /analytics", { bounds_ms: [], buckets: [] });
  page = await Page.signedIn("#/delivery");
  await page.shows((text) => expect(text).toContain("Nothing was sent in this time."));
});

test("says what an API without analytics answers", async () => {
  api.answer("GET /analytics", new Status(404));
  page = await Page.signedIn("#/delivery");
  await page.shows(() => expect(page.alerts).toEqual(["There is nothing at this address."]));
});
