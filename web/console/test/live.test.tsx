import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wordsOf } from "../src/session.js";
import type { Live } from "../src/wire.js";
import { FakeApi, Status } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;
let hidden = false;

const live = (over: Partial<Live> = {}): Live => ({
  at: "2027-01-10T08:05:00.000Z",
  minutes: 5,
  pushes: 3_600,
  pushes_per_second: 12,
  failed: 3,
  rejected: 1,
  latency: { counts: [], p50_ms: 180, p95_ms: 1_500 },
  lag_ms: 240,
  instances: 2,
  series: [
    { start: "2027-01-10T08:04:40.000Z", pushes: 0, p50_ms: null, p95_ms: null, lag_ms: null },
    { start: "2027-01-10T08:04:50.000Z", pushes: 120, p50_ms: 180, p95_ms: 1_500, lag_ms: 240 },
  ],
  ...over,
});

beforeEach(() => {
  api = new FakeApi();
  hidden = false;
  before = 0;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  api.answer("GET /analytics/live", () => live());
});

afterEach(async () => {
  vi.useRealTimers();
  await page.close();
});

let before = 0;
const asked = (): number => api.of("GET /analytics/live").length - before;
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

async function open(): Promise<void> {
  vi.useFakeTimers();
  page = await Page.signedIn();
  await page.shows((text) => expect(text).toContain("Pushes a second"));
  // Waiting moves the clock by more than a little, so that it is the second reading that is of now.
  while (asked() < 2) await pass(10);
  before = 1;
}

async function see(is: boolean): Promise<void> {
  hidden = !is;
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
}

test("is what one sees first: figures, a chart and its numbers", async () => {
  await open();
  const figures = Object.fromEntries(page.all("dl.figures > div").map((pair) => [...pair.children].map((child) => child.textContent)));
  expect(figures).toEqual({
    "Pushes a second": "12",
    "From created to pushed, half within": "180 ms",
    "From created to pushed, 95 % within": "1.5 sec",
    "Lag of the change feed": "240 ms",
    "Failed, and repeated": "3",
    "Refused for good": "1",
    "Instances at work": "2",
  });
  const { format } = wordsOf("en");
  expect(page.table("The same as a table")).toEqual([
    [format.clock("2027-01-10T08:04:50.000Z"), "120", "180 ms", "1.5 sec", "240 ms"],
    [format.clock("2027-01-10T08:04:40.000Z"), "0", "-", "-", "-"],
  ]);
  expect(page.all("[role=img]")[0]!.getAttribute("aria-label")).toContain("12 pushes a second, 95 % within 1.5 sec");
  expect(api.of("GET /analytics/live")[0]!.path).toBe("/analytics/live?minutes=5");
});

test("says where the number of connections is, which a key of producers can't ask for", async () => {
  await open();
  expect(page.text).toContain("the metric ConnectionCount of Web PubSub");
});

test("is read every 10 s while it can be seen, and at once when it is seen again", async () => {
  await open();
  await pass(9_900);
  expect(asked()).toBe(1);
  await pass(100);
  expect(asked()).toBe(2);
  await see(false);
  await pass(600_000);
  expect(asked()).toBe(2);
  await see(true);
  await pass(0);
  expect(asked()).toBe(3);
  // Looking away and back within the time does not ask sooner.
  await see(false);
  await see(true);
  await pass(9_900);
  expect(asked()).toBe(3);
});

test("can be paused and goes on, and is not read by a page that was left", async () => {
  await open();
  await page.press("Pause");
  expect(page.all("[role=status]")[0]!.textContent).toBe("Paused.");
  await pass(60_000);
  expect(asked()).toBe(1);
  await page.press("Go on");
  await pass(0);
  expect(asked()).toBe(2);
  await page.go("#/dead-letters");
  await pass(60_000);
  expect(asked()).toBe(2);
});

test.each([401, 403, 404])("stops when it is refused with %d, and keeps what it has", async (status) => {
  await open();
  api.answer("GET /analytics/live", new Status(status));
  await pass(10_000);
  expect(page.alerts).toHaveLength(1);
  expect(page.text).toContain("Pushes a second");
  await pass(600_000);
  expect(asked()).toBe(2);
  api.answer("GET /analytics/live", () => live());
  await page.press("Go on");
  await pass(0);
  expect(page.alerts).toEqual([]);
  expect(asked()).toBe(3);
});

test("asks seldom while the API is busy, not before it was told to, and every 10 s once it is well", async () => {
  await open();
  api.answer("GET /analytics/live", new Status(429, {}, { "Retry-After": "45" }));
  await pass(10_000);
  expect([asked(), page.alerts[0]]).toEqual([2, "Too many requests. Try again in 45 s."]);
  await pass(44_900);
  expect(asked()).toBe(2);
  api.answer("GET /analytics/live", new Status(503));
  await pass(100);
  expect(asked()).toBe(3);
  await pass(39_900);
  expect(asked()).toBe(3);
  api.answer("GET /analytics/live", () => live());
  await pass(100);
  expect([asked(), page.alerts]).toEqual([4, []]);
  await pass(10_000);
  expect(asked()).toBe(5);
});

test("says when the API is too old for it", async () => {
  api.answer("GET /analytics/live", new Status(404));
  page = await Page.signedIn("#/live");
  await page.shows(() => expect(page.alerts).toEqual(["This API has no live figures: it is older than the console."]));
});
