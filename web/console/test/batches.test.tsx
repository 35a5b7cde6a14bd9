import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BatchStatus } from "../src/wire.js";
import { FakeApi, type Asked } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;
let status: BatchStatus;

beforeEach(() => {
  api = new FakeApi();
  status = {
    id: "b1",
    state: "running",
    created_at: "2027-01-10T08:00:00.000Z",
    accepted: 1_000,
    created: 240,
    failed: 10,
    remaining: 750,
    rate: 12.5,
    estimated_end: "2027-01-10T08:01:00.000Z",
  };
  api.answer("GET /batches/b1", () => status);
  api.answer("GET /batches", { batches: [], cursor: null });
});

afterEach(async () => {
  vi.useRealTimers();
  await page.close();
});

async function open(): Promise<void> {
  page = await Page.signedIn("#/batches/b1");
  await page.shows((text) => expect(text).toContain("Progress"));
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const asked = (): number => api.of("GET /batches/b1").length;

test("asks for a batch and tells how far it is, in words too", async () => {
  page = await Page.signedIn("#/batches");
  await page.type("Id of a batch, as its producer was told", "b1");
  await page.press("Open");
  await page.go(location.hash);
  await page.shows((text) => expect(text).toContain("250 of 1,000 (25%)"));
  const [progress] = page.all<HTMLProgressElement>("progress");
  expect([progress!.max, progress!.value]).toEqual([1_000, 250]);
  expect(progress!.closest("label")!.textContent).toBe("Progress250 of 1,000 (25%)");
});

test("lists those of the last 30 days, a page at a time, and opens one", async () => {
  const older = { ...status, id: "b0", state: "done", created: 990, remaining: 0, producer: "market" };
  api.answer("GET /batches", ({ url }: Asked) =>
    url.searchParams.has("cursor") ? { batches: [older], cursor: null } : { batches: [status], cursor: "b1" },
  );
  page = await Page.signedIn("#/batches");
  await page.shows((text) => expect(text).toContain("250 of 1,000 (25%)"));
  expect(page.text).not.toContain("market");
  await page.press("Load more");
  await page.shows((text) => expect(text).toContain("market"));
  expect(page.all("tbody tr").map((row) => row.querySelectorAll("td")[2]!.textContent)).toEqual(["Running", "Done"]);
  expect(api.of("GET /batches").map(({ url }) => url.searchParams.get("cursor"))).toEqual([null, "b1"]);
  expect(page.all<HTMLAnchorElement>("tbody a")[0]!.hash).toBe("#/batches/b1");
});

test("says so when there is none", async () => {
  page = await Page.signedIn("#/batches");
  await page.shows(() => expect(page.all("tbody")[0]!.textContent).toBe("None."));
});

test("is read every 2 s while it runs, and not afterwards", async () => {
  vi.useFakeTimers();
  await open();
  const opened = asked();
  while (asked() === opened) await pass(10);
  const before = asked();
  await pass(1_900);
  expect(asked()).toBe(before);
  await pass(100);
  expect(asked()).toBe(before + 1);
  status = { ...status, state: "done", created: 990, remaining: 0 };
  await pass(2_000);
  expect(page.text).toContain("Done");
  const done = asked();
  await pass(60_000);
  expect(asked()).toBe(done);
});

test("is not read by a page that was left", async () => {
  vi.useFakeTimers();
  await open();
  await page.go("#/dead-letters");
  const before = asked();
  await pass(60_000);
  expect(asked()).toBe(before);
});

test("is stopped after a question, and only while it runs", async () => {
  api.answer("DELETE /batches/b1", () => (status = { ...status, state: "stopped" }));
  await open();
  await page.press("Stop this batch");
  expect(page.all("[role=group]")[0]!.textContent).toContain("It can't be taken up again.");
  expect(api.of("DELETE /batches/b1")).toHaveLength(0);
  await page.press("Stop it");
  await page.shows(() => expect(page.all("[role=status]")[0]!.textContent).toBe("Stopped"));
  expect(api.of("DELETE /batches/b1")).toHaveLength(1);
  expect(page.all("button").map((button) => button.textContent)).not.toContain("Stop this batch");
  expect(document.activeElement?.textContent).toBe("State: Stopped");
});

test("says that there is no such batch", async () => {
  page = await Page.signedIn("#/batches/b2");
  await page.shows(() => expect(page.alerts).toEqual(["There is no such batch. They are known for 30 days."]));
});
