import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeClient } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { NotificationBell } from "../src/index.js";

declare const happyDOM: { setViewport(size: { width: number; height: number }): void };

let view: Awaited<ReturnType<typeof render>>;
let isShown: boolean;
const { documentElement: root, body } = document;
const click = (selector: string) => act(async () => view.container.querySelector<HTMLElement>(selector)!.click());
/** Which of the two the page can't be scrolled by. */
const held = (): string[] => [root, body].filter((part) => getComputedStyle(part).overflow === "hidden").map((part) => part.tagName);

beforeEach(async () => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  happyDOM.setViewport({ width: 390, height: 800 });
  view = await render(<NotificationProvider client={new FakeClient()} children={<NotificationBell />} />);
  isShown = true;
});

afterEach(async () => {
  if (isShown) await view.unmount();
  view.container.remove();
  document.head.replaceChildren();
  root.style.overflow = body.style.overflow = "";
  happyDOM.setViewport({ width: 1024, height: 768 });
});

test("the page behind the sheet of a phone does not scroll until the sheet is closed", async () => {
  expect(held()).toEqual([]);
  await click("[data-testid=bell]");
  expect(held()).toEqual(["BODY"]);
  expect(getComputedStyle(view.container.querySelector(".fx-panel")!).getPropertyValue("overscroll-behavior")).toBe("contain");
  await click(".fx-close");
  expect(held()).toEqual([]);
});

test("the page scrolls again when the bell goes with its sheet open", async () => {
  await click("[data-testid=bell]");
  await view.unmount();
  isShown = false;
  expect(held()).toEqual([]);
});

test("a page beside a panel goes on scrolling", async () => {
  happyDOM.setViewport({ width: 1024, height: 768 });
  await click("[data-testid=bell]");
  expect(held()).toEqual([]);
});

test.each([
  ["auto", "", ["HTML"]],
  ["scroll", "auto", ["HTML", "BODY"]],
  ["", "auto", ["BODY"]],
])("what scrolls the page is held, with an overflow of %j on the root and %j on the body", async (ofRoot, ofBody, expected) => {
  root.style.overflow = ofRoot;
  body.style.overflow = ofBody;
  await click("[data-testid=bell]");
  expect(held()).toEqual(expected);
  await click(".fx-close");
  expect([root.style.overflow, body.style.overflow]).toEqual([ofRoot, ofBody]);
  expect(held()).toEqual([]);
});
