import { afterEach, beforeEach, expect, test } from "vitest";
import type { Fault, ServicesState } from "../src/services.js";
import { FakeApi, Status, type Asked } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;
let state: ServicesState;
let faults: Fault[];

beforeEach(() => {
  api = new FakeApi();
  state = { connections: 7, store: { probability: 0, count: 0, throttled: 12 } };
  faults = [{ id: 4, kind: "upstreamDelayed", probability: 0.5, delayMs: 250, happened: 9 }];
  api.answer("GET /dev/services", () => state);
  api.answer("GET /dev/faults", () => faults);
});

afterEach(() => page.close());

async function open(hash = "#/services"): Promise<void> {
  page = await Page.signedIn(hash, "/api");
  await page.shows(() => expect(page.all("nav a").map((link) => link.textContent)).toContain("Local services"));
  if (hash === "#/services") await page.shows((text) => expect(text).toContain("Faults of Web PubSub"));
}

const sent = (route: string): unknown[] => api.of(route).map(({ init }) => (init.body ? JSON.parse(init.body as string) : null));

test("is not asked for, nor shown, where the API is elsewhere", async () => {
  page = await Page.signedIn("#/services");
  await page.shows((text) => expect(text).toContain("Only the local stack has this page."));
  expect(page.all("nav a").map((link) => link.textContent)).not.toContain("Local services");
  expect(api.asked.filter(({ url }) => url.pathname.startsWith("/dev"))).toEqual([]);
});

test.each([
  ["nothing answers", new Status(404)],
  ["something else answers", "<!doctype html>"],
])("is not shown where %s", async (_, answer) => {
  api.answer("GET /dev/services", answer);
  page = await Page.signedIn("#/services", "/api");
  await page.shows(() => expect(api.of("GET /dev/services")).toHaveLength(1));
  await page.shows((text) => expect(text).toContain("Only the local stack has this page."));
  expect(page.all("nav a").map((link) => link.textContent)).not.toContain("Local services");
});

test("sends no key to it", async () => {
  await open();
  expect(api.asked.filter(({ url }) => url.pathname.startsWith("/dev")).map(({ key }) => key)).not.toContain("s3cret/key==");
});

test("gives the live page the number of connections", async () => {
  api.answer("GET /analytics/live", { at: "2027-01-10T08:05:00.000Z", minutes: 5, pushes: 0, pushes_per_second: 0, failed: 0, latency: { counts: [], p50_ms: null, p95_ms: null }, lag_ms: null, instances: 0, series: [] });
  await open("#/live");
  await page.press("Pause");
  await page.press("Go on");
  await page.shows((text) => expect(text).toContain("Open connections7"));
  expect(page.text).not.toContain("ConnectionCount");
});

test("lists faults, adds and removes them", async () => {
  await open();
  expect(page.table("Faults of Web PubSub")).toEqual([["Events of clients are delayedupstreamDelayed", "0.5", "-", "250", "9", "Remove"]]);
  api.answer("POST /dev/faults", ({ init }: Asked) => {
    faults = [...faults, { ...(JSON.parse(init.body as string) as Fault), id: 4 + faults.length, happened: 0 }];
    return faults.at(-1);
  });
  await page.type("Probability, 0 to 1", "0.2");
  await page.type("How often, empty for without end", "3");
  await page.press("Add");
  await page.shows(() => expect(page.table("Faults of Web PubSub")).toHaveLength(2));
  await page.choose("Kind", "restDelayed");
  await page.type("How often, empty for without end", "");
  await page.type("Delay in ms", "40");
  await page.press("Add");
  await page.shows(() => expect(sent("POST /dev/faults")).toHaveLength(2));
  expect(sent("POST /dev/faults")).toEqual([
    { kind: "restThrottled", probability: 0.2, count: 3 },
    { kind: "restDelayed", probability: 0.2, delayMs: 40 },
  ]);

  api.answer("DELETE /dev/faults/4", () => {
    faults = [];
    // It was over just before.
    return new Status(404);
  });
  page.all<HTMLButtonElement>("tbody button")[0]!.focus();
  await page.clickOn(page.all("[aria-label='Remove: Events of clients are delayed']")[0]!);
  await page.shows(() => expect(page.table("Faults of Web PubSub")).toEqual([["None."]]));
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Faults of Web PubSub");
});

test("says what is wrong with a fault", async () => {
  api.answer("POST /dev/faults", new Status(400, { code: "Error.BadRequest", message: "Count must be more than 0, not 0." }));
  await open();
  await page.press("Add");
  await page.shows(() => expect(page.alerts[0]).toContain("Count must be more than 0, not 0."));
});

test("cuts all connections, and says how many", async () => {
  api.answer("POST /dev/faults/:cutClients", () => {
    state = { ...state, connections: 0 };
    return { cut: 7 };
  });
  await open();
  await page.press("Cut all connections");
  await page.shows((text) => expect(text).toContain("7 were cut."));
  await page.shows((text) => expect(text).toContain("Open connections0"));
});

test("throttles the store, and no more", async () => {
  const set = (probability: number) => () => {
    state = { ...state, store: { probability, count: 0, throttled: 13 } };
    return new Status(204);
  };
  api.answer("POST /dev/store", set(0.3));
  api.answer("DELETE /dev/store", set(0));
  await open();
  await page.type("Share of requests that is answered 429, 0 to 1", "0.3");
  await page.press("Throttle");
  await page.shows((text) => expect(text).toContain("Share refused now30%"));
  expect(api.of("POST /dev/store")[0]!.url.search).toBe("?probability=0.3");
  await page.press("Throttle no more");
  await page.shows((text) => expect(text).toContain("Share refused now0%"));
});

test("has nothing of a service that is not one of the stack", async () => {
  state = { connections: null, store: null };
  page = await Page.signedIn("#/services", "/api");
  await page.shows(() => expect(page.all("nav a").map((link) => link.textContent)).toContain("Local services"));
  await page.shows((text) => expect(text).toContain("makes the services"));
  expect(page.all("form, table")).toEqual([]);
  expect(api.of("GET /dev/faults")).toEqual([]);
});
