import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell } from "../src/index.js";

declare const happyDOM: { settings: { device: { prefersReducedMotion: string } } };

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
/** What moves, by the animation that the stylesheet gives it. */
const moving = (selector: string): string[] =>
  all(selector).map((part) => getComputedStyle(part).animation.split(" ")[0]!);
const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const has = (unseenCount: number, ...numbers: number[]) =>
  act(async () =>
    client.set({ loaded: true, notifications: numbers.map((n) => notification(n)), unreadCount: numbers.length, unseenCount }),
  );

beforeEach(async () => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  client = new FakeClient();
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  document.head.replaceChildren();
  happyDOM.settings.device.prefersReducedMotion = "no-preference";
});

test("an entry that comes moves in, and neither the first ones nor older ones do", async () => {
  await show(<Inbox />);
  await has(0, 3, 2);
  expect(moving(".fx-entry")).toEqual(["", ""]);
  await has(0, 4, 3, 2, 1);
  expect(moving(".fx-entry")).toEqual(["fx-drop", "", "", ""]);
});

test("nothing moves when a list is shown for the first time, or again", async () => {
  await show(<NotificationBell />);
  await has(2, 2, 1);
  const open = () => act(async () => all("[data-testid=bell]")[0]!.click());
  await open();
  await has(3, 3, 2, 1);
  expect(moving(".fx-entry")).toEqual(["fx-drop", "", ""]);
  await open();
  await open();
  expect(moving(".fx-entry")).toEqual(["", "", ""]);
});

test("the badge beats once for what comes, and not for the count that it begins with", async () => {
  await show(<NotificationBell />);
  await has(2, 2, 1);
  expect(moving(".fx-badge")).toEqual([""]);
  await has(3, 3, 2, 1);
  const first = all(".fx-badge")[0];
  expect(moving(".fx-badge")).toEqual(["fx-beat"]);
  await has(3, 3, 2);
  await has(0, 3, 2);
  expect(all(".fx-badge")[0], "which would begin anew in another element").toBe(first);
  await has(1, 4, 3, 2);
  expect(all(".fx-badge")[0]).not.toBe(first);
});

test("the badge of another user begins without a beat", async () => {
  await show(<NotificationBell />);
  await has(0);
  await act(async () => client.set({ loaded: false, unreadCount: null, unseenCount: 0 }));
  await has(5, 2, 1);
  expect(moving(".fx-badge")).toEqual([""]);
});

test("nothing moves for who asked for that", async () => {
  happyDOM.settings.device.prefersReducedMotion = "reduce";
  await show(<NotificationBell />);
  await has(0, 1);
  await act(async () => all("[data-testid=bell]")[0]!.click());
  await has(1, 2, 1);
  for (const part of [".fx-entry", ".fx-badge", ".fx-panel"]) expect(new Set(moving(part)), part).toEqual(new Set([""]));
});
