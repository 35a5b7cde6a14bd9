import type { Notification } from "@fixia/notifications";
import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox } from "../src/index.js";

const inGroup = (n: number, over: Partial<Notification> = {}) => notification(n, { group_key: "a", ...over });
const [top, newest, middle, oldest, end] = [notification(9), inGroup(5), inGroup(4), inGroup(3), notification(1)];
const ids = ["n5", "n4", "n3"];

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (id: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  expect(all(id), id).toHaveLength(1);
  return all(id)[0]!;
};
const change = (run: () => void) => act(async () => run());
const click = (element: HTMLElement) => change(() => element.click());
const focus = (element: HTMLElement) => change(() => element.focus());
const press = (key: string) =>
  change(() => void document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
const titles = (): string[] => all("notification-title").map((title) => title.textContent!);
const lines = (): string[] => all("group-line").map(({ dataset }) => dataset.id!);
const has = (...notifications: Notification[]) =>
  change(() => client.set({ loaded: true, state: "live", notifications, unreadCount: notifications.filter(({ read }) => !read).length }));
const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
/** The tool of the entry that has more than one. */
const tool = (id: string): HTMLElement => one("group").closest(".fx-entry")!.querySelector<HTMLElement>(`[data-testid="${id}"]`)!;
const line = (id: string): HTMLElement =>
  all("group-line").find(({ dataset }) => dataset.id === id)!.querySelector<HTMLElement>("a, button")!;

beforeEach(async () => {
  client = new FakeClient();
  await has(top, newest, middle, oldest, end);
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
});

describe("the unread ones of a group", () => {
  test("are one entry, which shows the newest and says how many more there are", async () => {
    await show(<Inbox language="en" />);
    expect(titles()).toEqual(["Title 9", "Title 5", "Title 1"]);
    const count = one("group");
    expect([count.textContent, count.getAttribute("aria-label")]).toEqual(["+2 more", "+2 more: Title 5"]);
    expect([count.getAttribute("aria-expanded"), count.getAttribute("aria-controls")]).toEqual(["false", null]);
    expect(lines()).toEqual([]);
    await click(count);
    expect(count.getAttribute("aria-expanded")).toBe("true");
    const list = all("group-line")[0]!.parentElement!;
    expect([list.tagName, count.getAttribute("aria-controls")]).toEqual(["UL", list.id]);
    expect(lines()).toEqual(["n4", "n3"]);
    const { textContent, children } = all("group-line")[0]!;
    expect(textContent).toContain("Title 4");
    expect(children[1]!.matches("time")).toBe(true);
    await click(count);
    expect(lines()).toEqual([]);
  });

  test("are twenty lines at most, and then how many more there are", async () => {
    const many = Array.from({ length: 25 }, (_, at) => inGroup(30 - at));
    await has(...many);
    await show(<Inbox language="en" />);
    await click(one("group"));
    expect(lines()).toEqual(many.slice(1, 21).map(({ id }) => id));
    expect(one("group").nextElementSibling!.lastElementChild!.textContent).toBe("+4 more");
  });

  test("show by themselves once they were read, and what comes then is folded anew", async () => {
    await show(<Inbox language="en" />);
    await click(one("group"));
    const read = [newest, middle, oldest].map((item) => ({ ...item, read: true }));
    await has(top, ...read, end);
    expect(titles()).toEqual(["Title 9", "Title 5", "Title 4", "Title 3", "Title 1"]);
    expect(all("group")).toEqual([]);
    await has(inGroup(11), inGroup(10), top, ...read, end);
    expect(titles()).toEqual(["Title 11", "Title 9", "Title 5", "Title 4", "Title 3", "Title 1"]);
    expect(one("group").getAttribute("aria-expanded")).toBe("false");
  });

  test("stay expanded when another one comes, also on another day", async () => {
    await show(<Inbox language="en" />);
    await click(one("group"));
    await has(inGroup(10, { created_at: "2026-01-03T12:00:00.000Z" }), top, newest, middle, oldest, end);
    expect(titles()).toEqual(["Title 10", "Title 9", "Title 1"]);
    expect(lines()).toEqual(ids);
  });

  test("render nothing of the other entries anew when one comes", async () => {
    const renderIcon = vi.fn(() => null);
    await has(top, newest, middle, notification(2, { group_key: "b" }), notification(1, { group_key: "b" }));
    await show(<Inbox renderIcon={renderIcon} />);
    // Else the place of the Tab key would move.
    await focus(all("notification-title")[2]!.parentElement!);
    renderIcon.mockClear();
    await has(inGroup(10), top, newest, middle, ...client.snapshot.notifications.slice(3));
    expect(new Set(renderIcon.mock.calls.map(([item]: unknown[]) => (item as Notification).id))).toEqual(new Set(["n10"]));
  });
});

describe("what is done with the entry", () => {
  test("is done with each: it is marked read, snoozed, and brought back", async () => {
    await show(<Inbox language="en" />);
    await click(tool("mark-read"));
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith(ids);
    await click(tool("snooze"));
    await click(one("snooze-nextWeek"));
    expect(client.snooze).toHaveBeenCalledExactlyOnceWith(ids, expect.any(Date));
    expect(document.activeElement!.textContent).toBe("Title 1");
    expect(one("undo-bar").textContent).toContain("3 snoozed");
    await click(one("undo"));
    expect(client.restored.map(({ id }) => id)).toEqual(ids);
  });

  test.each(["archive", "remove"] as const)("selects each, for the %s of all", async (action) => {
    await show(<Inbox language="en" />);
    await click(one("select"));
    const boxes = all("check") as HTMLInputElement[];
    await click(boxes[1]!);
    expect(view.container.querySelector(".fx-bulk [role=status]")!.textContent).toBe("3 selected");
    expect([boxes[1]!.checked, boxes[1]!.indeterminate]).toEqual([true, false]);
    await click(one(action === "remove" ? "selected-delete" : "selected-archive"));
    expect(client[action]).toHaveBeenCalledExactlyOnceWith(ids);
    await click(one("undo"));
    expect(client.restored.map(({ id }) => id)).toEqual(ids);
  });

  test("selects nothing that comes later by itself, and says so", async () => {
    await show(<Inbox language="en" />);
    await click(one("select"));
    const box = () => all("check").find((box) => box.closest(".fx-entry")!.contains(one("group"))) as HTMLInputElement;
    await click(box());
    await has(inGroup(10), top, newest, middle, oldest, end);
    expect([box().checked, box().indeterminate]).toEqual([false, true]);
    await click(box());
    expect([box().checked, box().indeterminate]).toEqual([true, false]);
    await click(box());
    expect(view.container.querySelector(".fx-bulk [role=status]")!.textContent).toBe("0 selected");
  });

  test("opens the newest and reads each", async () => {
    const onOpen = vi.fn();
    await show(<Inbox onOpen={onOpen} />);
    await click(all("notification-title")[1]!.parentElement!);
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith(ids);
    expect(onOpen).toHaveBeenCalledTimes(1);
    expect(onOpen.mock.calls[0]![0]).toMatchObject({ id: "n5" });
  });

  test("presses the buttons of the newest alone, and leaves the focus to the others of what is unread", async () => {
    const asking = inGroup(5, { actions: [{ id: "accept", label: "Accept" }] });
    const rest = [top, middle, oldest, end];
    client.readPage.mockImplementation(async () => ({ notifications: rest, hasMore: false }));
    await has(top, asking, middle, oldest, end);
    await show(<Inbox language="en" />);
    await click(one("filter-unread"));
    await focus(one("answer"));
    await click(one("answer"));
    expect(client.act).toHaveBeenCalledExactlyOnceWith("n5", "accept");
    expect(client.markRead).not.toHaveBeenCalled();
    await has(top, { ...asking, read: true }, middle, oldest, end);
    expect(titles()).toEqual(["Title 9", "Title 4", "Title 1"]);
    expect(document.activeElement!.textContent).toBe("Title 4");
  });
});

describe("a line of it", () => {
  test("opens by itself, and reads that one alone, which has the focus on its own then", async () => {
    const onOpen = vi.fn();
    await show(<Inbox onOpen={onOpen} />);
    await click(one("group"));
    await focus(line("n4"));
    await click(line("n4"));
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith("n4");
    expect(onOpen.mock.calls.map(([item]) => (item as Notification).id)).toEqual(["n4"]);
    await has(top, newest, { ...middle, read: true }, oldest, end);
    expect(titles()).toEqual(["Title 9", "Title 5", "Title 4", "Title 1"]);
    expect(document.activeElement!.textContent).toBe("Title 4");
    expect(document.activeElement!.matches(".fx-main")).toBe(true);
    expect(lines()).toEqual(["n3"]);
  });

  test("is a link where it has one, which the app may render", async () => {
    await has(newest, inGroup(4, { action_url: "/messages/4" }), oldest);
    const navigate = vi.fn();
    await show(<Inbox navigate={navigate} renderLink={(props) => <a {...props} data-own />} />);
    await click(one("group"));
    expect([line("n4").matches("a[data-own]"), line("n4").getAttribute("href"), line("n3").tagName]).toEqual([true, "/messages/4", "BUTTON"]);
    await click(line("n4"));
    expect(navigate.mock.calls.map(([path]) => path as string)).toEqual(["/messages/4"]);
  });
});

describe("the keyboard", () => {
  test("goes by entries with the arrow keys, and to the lines of the current one with Tab", async () => {
    await show(<Inbox />);
    await click(one("group"));
    const stops = () => [one("group"), line("n4"), line("n3")].map(({ tabIndex }) => tabIndex);
    expect(stops()).toEqual([-1, -1, -1]);
    await focus(all("notification-title")[0]!.parentElement!);
    await press("ArrowDown");
    expect(document.activeElement!.textContent).toBe("Title 5");
    expect(stops()).toEqual([0, 0, 0]);
    await focus(line("n3"));
    expect(stops()).toEqual([0, 0, 0]);
    await press("ArrowDown");
    expect(document.activeElement!.textContent).toBe("Title 1");
    await press("ArrowUp");
    expect(document.activeElement!.textContent).toBe("Title 5");
  });

  test.each<[string, () => HTMLElement, () => HTMLElement]>([
    ["title", () => all("notification-title")[1]!.parentElement!, () => all("notification-title")[0]!.parentElement!],
    ["button that expands it", () => one("group"), () => one("group")],
    ["line", () => line("n4"), () => line("n4")],
    ["other tools", () => tool("mark-read"), () => all("notification-title")[0]!.parentElement!],
  ])("keeps its place at the %s when another one makes the entry new", async (_, before, after) => {
    await show(<Inbox />);
    await click(one("group"));
    await focus(before());
    await has(inGroup(10), top, newest, middle, oldest, end);
    expect(titles()[0]).toBe("Title 10");
    expect(document.activeElement).toBe(after());
  });

  test("gets no focus back that was elsewhere by then", async () => {
    await show(<Inbox />);
    await focus(one("group"));
    await focus(one("select"));
    await has(inGroup(10), top, newest, middle, oldest, end);
    expect(document.activeElement).toBe(one("select"));
    await focus(one("group"));
    await change(() => one("group").blur());
    await has(inGroup(11), inGroup(10), top, newest, middle, oldest, end);
    expect(document.activeElement).toBe(document.body);
  });
});

test.each(["archived", "snoozed"] as const)("what is %s is not folded", async (removed) => {
  client.readPage.mockResolvedValue({ notifications: [inGroup(5, { removed }), inGroup(4, { removed })], hasMore: false });
  await show(<Inbox />);
  await click(one(`filter-${removed}`));
  expect(titles()).toEqual(["Title 5", "Title 4"]);
  expect(all("group")).toEqual([]);
});

/** No layout is made here; what it owes to its rules is read from them. */
test("count and lines lie above the row, follow its direction, and are large enough", async () => {
  const css = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  const rule = (selector: string): string => css.slice(css.indexOf(`\n${selector} {`)).split("}")[0]!;
  expect(rule(".fx-group")).toMatch(/position: relative;\s*z-index: 1;/);
  expect(rule(".fx .fx-count")).toContain("min-height: 2rem;");
  expect(rule(".fx .fx-line-title")).toMatch(/min-height: 2rem;[^]*text-align: start;/);
});
