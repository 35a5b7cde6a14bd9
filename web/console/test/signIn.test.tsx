import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { base, FakeApi, key, Status } from "./support/fakeApi.js";
import { Page } from "./support/page.js";

let api: FakeApi;
let page: Page;

beforeEach(() => {
  api = new FakeApi();
});

afterEach(() => page.close());

test("lets in whom the API lets in, and sends the key in a header alone", async () => {
  page = await Page.signedIn();
  expect(api.asked[0]).toMatchObject({ path: "/dead-letters?limit=1", key });
  expect(api.asked[0]!.init).toMatchObject({ credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" });
});

test("sends a key of one's own only where there is one, and tells a missing right from a wrong key", async () => {
  page = await Page.open();
  await page.signIn();
  await page.shows((text) => expect(text).toContain("Sign out"));
  await page.press("Sign out");
  const before = api.asked.length;
  await page.signIn(base, key, "own");
  await page.shows((text) => expect(text).toContain("Sign out"));
  const sent = api.asked.map(({ init }) => new Headers(init.headers).get("x-producer-key"));
  expect(new Set(sent.slice(0, before))).toEqual(new Set([null]));
  expect(new Set(sent.slice(before))).toEqual(new Set(["own"]));
  api.answer("GET /users/ana/timeline", new Status(403, { title: "The request is not allowed." }));
  await page.go("#/users/ana");
  await page.shows(() => expect(page.alerts[0]).toContain("has no right to this"));
});

test("asks the page's own origin unless told otherwise", async () => {
  page = await Page.open();
  expect(page.field("Address of the API").value).toBe("/api");
});

test.each([
  ["another key", base, "wrong", "The API refuses this key."],
  ["an address that is none of an API", "https://page.test/", key, "no Fixia API"],
  ["an address that nothing answers at", "https://down.test/api", key, "can't be reached"],
  ["an address with nothing there", "https://api.test/api/elsewhere", key, "There is nothing at this address."],
])("says what is wrong: %s", async (_, address, functionKey, words) => {
  page = await Page.open();
  await page.signIn(address, functionKey);
  await page.shows(() => expect(page.alerts[0]).toContain(words));
  expect(page.text).not.toContain("Sign out");
});

test("the key is in no storage, in no address and nowhere on the page", async () => {
  const kept = [vi.spyOn(Storage.prototype, "setItem"), vi.spyOn(history, "pushState"), vi.spyOn(history, "replaceState")];
  page = await Page.signedIn("#/users/ana");
  for (const hash of ["#/delivery", "#/dead-letters", "#/batches/b1"]) await page.go(hash);
  await page.shows(() => expect(api.of("GET /batches/b1")).not.toHaveLength(0));
  for (const spy of kept) expect(spy).not.toHaveBeenCalled();
  const places = [location.href, document.cookie, document.title, document.documentElement.outerHTML, ...api.asked.map(({ url }) => url.href)];
  for (const store of [localStorage, sessionStorage]) places.push(JSON.stringify({ ...store }));
  for (const place of places) for (const form of [key, encodeURIComponent(key), btoa(key)]) expect(place).not.toContain(form);
  expect(page.all<HTMLInputElement>("input").map(({ value }) => value)).not.toContain(key);
});

test("signing out forgets the key", async () => {
  page = await Page.signedIn();
  await page.press("Sign out");
  expect(page.field("Function key").value).toBe("");
  expect(page.all("nav")).toHaveLength(0);
});

test("a key that is refused later says so on the page", async () => {
  page = await Page.signedIn();
  api.answer("GET /users/ana/timeline", new Status(401, { title: "The key is refused." }));
  await page.go("#/users/ana");
  await page.shows(() => expect(page.alerts[0]).toContain("The API refuses this key."));
});

test("speaks Spanish too, and says so to the browser", async () => {
  page = await Page.signedIn("#/dead-letters");
  await page.choose("Language", "es");
  expect([document.documentElement.lang, document.title]).toEqual(["es", "Mensajes fallidos - Fixia"]);
  expect(page.all("nav a").map((link) => link.textContent)).toEqual(["En directo", "Entrega", "Usuario", "Programado", "Mensajes fallidos", "Lotes"]);
  expect(page.all("nav [aria-current=page]").map((link) => link.textContent)).toEqual(["Mensajes fallidos"]);
});

test("a page that is gone to begins at its heading", async () => {
  page = await Page.signedIn("#/dead-letters");
  await page.go("#/batches");
  expect(document.activeElement?.textContent).toBe("Batches");
});
