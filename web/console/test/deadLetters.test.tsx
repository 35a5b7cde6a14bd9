import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeadLetter } from "../src/wire.js";
import { FakeApi, Status } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;

const letter = (id: string, over: Partial<DeadLetter> = {}): DeadLetter => ({
  id,
  kind: "notification",
  container: "batches",
  document_id: null,
  user_id: "ana",
  reason: "The store refuses it: 413.",
  attempts: 5,
  set_aside_at: "2027-01-10T08:00:00.000Z",
  ...over,
});
const opened = letter("batches.0f", { document: { type: "system", title: "<b>Novedades</b>" } });

beforeEach(() => {
  api = new FakeApi();
  api.answer("GET /dead-letters", ({ url }: { url: URL }) =>
    url.searchParams.get("cursor") === "c2"
      ? { dead_letters: [letter("batches.2", { user_id: null, attempts: null })], cursor: null }
      : { dead_letters: [letter("batches.0f")], cursor: "c2" },
  );
  api.answer("GET /dead-letters/batches.0f", opened);
});

afterEach(() => page.close());

async function list(): Promise<void> {
  page = await Page.signedIn("#/dead-letters");
  await page.shows((text) => expect(text).toContain("batches.0f"));
}

async function open(): Promise<void> {
  page = await Page.signedIn("#/dead-letters/batches.0f");
  await page.shows((text) => expect(text).toContain("The work itself"));
}

test("lists what failed, page by page, with ways to the letter and its user", async () => {
  await list();
  await page.press("Load more");
  await page.shows((text) => expect(text).toContain("batches.2"));
  expect(page.table("What failed for good").map((row) => row.slice(1))).toEqual([
    ["notification", "batches", "ana", "The store refuses it: 413.", "5", "batches.0f"],
    ["notification", "batches", "-", "The store refuses it: 413.", "-", "batches.2"],
  ]);
  expect(page.all("td a, th a").map((link) => link.getAttribute("href"))).toEqual(["#/users/ana", "#/dead-letters/batches.0f", "#/dead-letters/batches.2"]);
});

test("names its columns", async () => {
  await list();
  const head = page.all("thead th").map((column) => [column.textContent, column.getAttribute("scope")]);
  expect(head).toEqual(["Failed at", "Kind", "Container or queue", "User", "Reason", "Attempts", "Id"].map((name) => [name, "col"]));
});

test("begins at the first page when it is read again, and says while it is", async () => {
  await list();
  await page.press("Load more");
  await page.shows((text) => expect(text).toContain("batches.2"));
  await page.press("Read again");
  await page.shows((text) => expect(text).not.toContain("batches.2"));
  expect(api.of("GET /dead-letters").at(-1)!.path).toBe("/dead-letters");
  let release: () => void = () => {};
  api.answer("GET /dead-letters", () => new Promise((resolve) => (release = () => resolve({ dead_letters: [], cursor: null }))));
  await page.press("Read again");
  await page.shows(() => expect(page.all("[role=status]")[0]!.textContent).toBe("Loading…"));
  expect(page.text).toContain("batches.0f");
  release();
  await page.shows(() => expect(page.all("[role=status]")[0]!.textContent).toBe(""));
});

test("says so when nothing failed, with no way to more", async () => {
  api.answer("GET /dead-letters", { dead_letters: [], cursor: null });
  page = await Page.signedIn("#/dead-letters");
  await page.shows(() => expect(page.all("tbody")[0]!.textContent).toBe("None."));
  expect(page.all<HTMLTableCellElement>("tbody td")[0]!.colSpan).toBe(7);
  expect(page.text).not.toContain("All of them are shown.");
});

test("filters, and pages go on with the filter", async () => {
  await list();
  await page.type("Container or queue", " batches ");
  await page.type("User", "ana");
  await page.press("Filter");
  await page.shows(() => expect(api.of("GET /dead-letters").at(-1)!.path).toBe("/dead-letters?container=batches&user_id=ana"));
  await page.shows((text) => expect(text).toContain("batches.0f"));
  await page.press("Load more");
  await page.shows(() => expect(api.of("GET /dead-letters").at(-1)!.path).toBe("/dead-letters?container=batches&user_id=ana&cursor=c2"));
});

test("shows one with the work itself, as text", async () => {
  await open();
  expect(page.all("pre")[0]!.textContent).toContain('"title": "<b>Novedades</b>"');
  expect(page.all("pre b")).toHaveLength(0);
});

test("says that the work itself was lost", async () => {
  api.answer("GET /dead-letters/batches.0f", letter("batches.0f"));
  await open();
  expect(page.text).toContain("It could not be kept.");
});

test.each([
  ["Try again", "POST /dead-letters/batches.0f/redrive", "It is tried again."],
  ["Delete", "DELETE /dead-letters/batches.0f", "It was deleted."],
])("asks before it does what can't be undone: %s", async (name, route, done) => {
  api.answer(route, new Status(204));
  await open();
  await page.press(name);
  expect(api.of(route)).toHaveLength(0);
  expect(document.activeElement?.textContent).toBe("Cancel");
  await page.press("Cancel");
  expect(document.activeElement?.textContent).toBe(name);
  await page.press(name);
  const confirm = page.all("[role=group] button")[0]!;
  expect(confirm.textContent).toBe(name);
  await page.clickOn(confirm);
  await page.shows((text) => expect(text).toContain(done));
  expect(api.of(route)).toHaveLength(1);
  expect(page.all("article")).toHaveLength(0);
  expect(document.activeElement?.textContent).toBe(done);
});

test("says in words why one can't be tried again, with what the API says of it", async () => {
  const detail = "The dead letter does not hold the work itself: correct what it names, and delete it.";
  api.answer("POST /dead-letters/batches.0f/redrive", new Status(409, { title: "The request can't be met for now.", status: 409, detail }));
  await open();
  await page.press("Try again");
  await page.clickOn(page.all("[role=group] button")[0]!);
  await page.shows(() => expect(page.alerts).toEqual([`That can't be done now.${detail}`]));
  expect(page.all("article")).toHaveLength(1);
});

test.each([
  [new Status(400, { detail: "Too long.", member: "container" }), "The API does not take that.Too long.Member: container"],
  [new Status(429, null, { "Retry-After": "7" }), "Too many requests. Try again in 7 s."],
  [new Status(503), "The API failed. Try again shortly."],
  [new Status(418), "The API answered 418."],
])("says in words what the API answers", async (answer, words) => {
  page = await Page.signedIn("#/batches");
  api.answer("GET /dead-letters", answer);
  await page.go("#/dead-letters");
  await page.shows(() => expect(page.alerts).toEqual([words]));
});

test("says that one is gone", async () => {
  page = await Page.signedIn("#/dead-letters/none");
  await page.shows(() => expect(page.alerts[0]).toContain("There is no such dead letter."));
});
