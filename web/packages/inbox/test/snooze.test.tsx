import { NotificationProvider } from "@fixia/notifications-react";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell } from "../src/index.js";

// A Friday.
const now = new Date(2026, 10, 27, 12);
const tomorrow = new Date(2026, 10, 28, 8);
const [first, second, third] = [notification(3), notification(2, { read: true }), notification(1)];

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (id: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  expect(all(id), id).toHaveLength(1);
  return all(id)[0]!;
};
const click = (element: HTMLElement) => act(async () => element.click());
const press = (key: string) =>
  act(async () => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement!.dispatchEvent(event);
  });
const focus = (element: HTMLElement) => act(async () => element.focus());
const titles = (): string[] => all("notification-title").map((title) => title.textContent!);
const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset.testid;
const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const plain = (text: string | null): string => text!.replaceAll(/\s/g, " ");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  client = new FakeClient();
  client.set({ loaded: true, state: "live", notifications: [first, second, third], unreadCount: 2 });
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

describe("an entry", () => {
  test("is offered to be snoozed, read or unread, unless it is an announcement", async () => {
    client.set({ notifications: [first, second, notification(1, { id: "announcement-1" })] });
    await show(<Inbox />);
    expect(all("snooze").map((tool) => tool.getAttribute("aria-label"))).toEqual(["Snooze: Title 3", "Snooze: Title 2"]);
  });

  test("asks until when in a dialog that has its name, with what each choice means", async () => {
    await show(<Inbox language="en" />);
    const tool = all("snooze")[0]!;
    expect([tool.getAttribute("aria-haspopup"), tool.getAttribute("aria-expanded")]).toEqual(["dialog", "false"]);
    await click(tool);
    expect(tool.getAttribute("aria-expanded")).toBe("true");
    const dialog = one("snooze-dialog") as HTMLDialogElement;
    expect(dialog.open).toBe(true);
    expect(dialog.getAttribute("aria-label")).toBe("Snooze: Title 3");
    const shown = (id: string) => [...one(`snooze-${id}`).children].map((part) => plain(part.textContent));
    expect(shown("today")).toEqual(["Later today", "3:00 PM"]);
    expect(shown("tomorrow")).toEqual(["Tomorrow", "Sat, Nov 28, 8:00 AM"]);
    expect(shown("nextWeek")).toEqual(["Next week", "Mon, Nov 30, 8:00 AM"]);
    const label = dialog.querySelector("label")!;
    expect([label.textContent, label.htmlFor]).toEqual(["Date and time", dialog.querySelector("input")!.id]);
  });

  test("is snoozed, passes the focus on, and comes back by the bar that says until when", async () => {
    await show(<Inbox language="en" />);
    await click(all("snooze")[0]!);
    await click(one("snooze-tomorrow"));
    expect(client.snooze).toHaveBeenCalledExactlyOnceWith(["n3"], tomorrow);
    expect(all("snooze-dialog")).toEqual([]);
    expect(document.activeElement!.textContent).toBe("Title 2");
    expect(plain(one("undo-bar").querySelector("[role=status]")!.textContent)).toBe("1 snoozed until Sat, Nov 28, 8:00 AM");
    await click(one("undo"));
    expect(client.restored.map(({ id, read }) => [id, read])).toEqual([["n3", false]]);
  });

  test("is snoozed until a time of one's own, which is still to come", async () => {
    await show(<Inbox />);
    await click(all("snooze")[0]!);
    const field = one("snooze-dialog").querySelector("input")!;
    expect([field.type, field.min, field.required]).toEqual(["datetime-local", "2026-11-27T12:01", true]);
    await click(one("snooze-own"));
    expect(client.snooze, "without a time").not.toHaveBeenCalled();
    field.value = "2026-12-24T18:30";
    await click(one("snooze-own"));
    expect(client.snooze).toHaveBeenCalledExactlyOnceWith(["n3"], new Date(2026, 11, 24, 18, 30));
  });

  test("of a group that grows meanwhile is asked about as it was, and shows the rest afterwards", async () => {
    const [older, newer, newest] = [1, 2, 4].map((number) => notification(number, { group_key: "chat" })) as [typeof first, typeof first, typeof first];
    client.set({ notifications: [newer, older] });
    await show(<Inbox language="en" />);
    await click(one("snooze"));
    const dialog = one("snooze-dialog");
    await act(async () => client.set({ notifications: [newest, newer, older] }));
    expect(one("snooze-dialog")).toBe(dialog);
    await click(one("snooze-tomorrow"));
    expect(client.snooze).toHaveBeenCalledExactlyOnceWith([newer.id, older.id], tomorrow);
    expect(titles()).toEqual(["Title 4"]);
    expect(all("snooze-dialog")).toEqual([]);
  });

  test("is the server's idea of now, whatever the device's clock shows", async () => {
    client.now = () => new Date(2026, 10, 27, 22).getTime();
    await show(<Inbox />);
    await click(all("snooze")[0]!);
    expect(all("snooze-today")).toEqual([]);
  });
});

describe("the dialog", () => {
  test("is moved in by arrow keys, which leave the field to itself and the list where it is", async () => {
    await show(<Inbox />);
    await click(all("snooze")[1]!);
    await focus(one("snooze-today"));
    await press("ArrowDown");
    expect(focused()).toBe("snooze-tomorrow");
    await press("End");
    expect(focused()).toBe("snooze-own");
    await press("ArrowDown");
    expect(focused()).toBe("snooze-today");
    await press("ArrowUp");
    await press("ArrowUp");
    const field = one("snooze-dialog").querySelector("input")!;
    expect(document.activeElement).toBe(field);
    await press("ArrowUp");
    expect(document.activeElement).toBe(field);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["the Escape key", () => press("Escape")],
    ["a click beside it", () => click(one("snooze-dialog"))],
    ["what closes dialogs on the device", () => act(async () => void one("snooze-dialog").dispatchEvent(new Event("cancel")))],
  ])("closes by %s, gives the focus back, and leaves the panel open", async (_, close) => {
    await show(<NotificationBell />);
    await click(one("bell"));
    await click(all("snooze")[1]!);
    await focus(one("snooze-tomorrow"));
    await close();
    expect(all("snooze-dialog")).toEqual([]);
    expect(document.activeElement).toBe(all("snooze")[1]);
    expect(client.snooze).not.toHaveBeenCalled();
    expect(one("bell").getAttribute("aria-expanded")).toBe("true");
  });
});

test("several are snoozed at once, without the announcements among them", async () => {
  client.set({ notifications: [first, second, notification(1, { id: "announcement-1" })] });
  await show(<Inbox language="en" />);
  await click(one("select"));
  const tools = [...view.container.querySelectorAll<HTMLElement>(".fx-bulk button")];
  expect(tools.map(({ dataset }) => dataset.testid)).toEqual(
    ["read", "unread", "snooze", "archive", "delete"].map((action) => `selected-${action}`),
  );
  expect(one("selected-snooze").getAttribute("aria-disabled")).toBe("true");
  await click(one("selected-snooze"));
  expect(all("snooze-dialog"), "of none").toEqual([]);
  for (const box of all("check")) await click(box);
  await click(one("selected-snooze"));
  await click(one("snooze-nextWeek"));
  expect(client.snooze).toHaveBeenCalledExactlyOnceWith(["n3", "n2"], new Date(2026, 10, 30, 8));
  expect(document.activeElement).toBe(one("selected-snooze"));
  expect(plain(one("undo-bar").textContent)).toContain("2 snoozed until Mon, Nov 30, 8:00 AM");
});

describe("what is snoozed", () => {
  const asleep = notification(9, { read: true, removed: "snoozed", snoozed_until: tomorrow.toISOString() });

  beforeEach(async () => {
    client.readPage.mockImplementation(async ({ snoozed }) => ({ notifications: snoozed ? [asleep] : [], hasMore: false }));
    await show(<Inbox language="en" />);
    await click(one("filter-snoozed"));
  });

  test("has a place between what is unread and the archive, and says until when", async () => {
    expect(all("notification")).toHaveLength(1);
    expect(client.readPage).toHaveBeenLastCalledWith({ snoozed: true, cursor: null });
    const time = one("notification").querySelector("time")!;
    expect(plain(time.textContent)).toBe("until Sat, Nov 28, 8:00 AM");
    expect(time.dateTime).toBe(tomorrow.toISOString());
    const choices = [...view.container.querySelectorAll<HTMLElement>(".fx-filters button")];
    expect(choices.map(({ dataset }) => dataset.testid)).toEqual(["filter-all", "filter-unread", "filter-snoozed", "filter-archived"]);
    expect(one("filter-snoozed").getAttribute("aria-pressed")).toBe("true");
  });

  test("goes back to the list, to the archive, or for good, and nothing else", async () => {
    const tools = [...one("notification").querySelectorAll<HTMLElement>(".fx-actions button")];
    expect(tools.map(({ dataset }) => dataset.testid)).toEqual(["unarchive", "archive", "delete"]);
    expect((one("archive-read") as HTMLButtonElement).disabled).toBe(true);
    await click(one("unarchive"));
    expect(client.restore.mock.calls[0]![0]).toMatchObject([{ id: "n9", removed: "snoozed" }]);
    expect(titles()).toEqual([]);
  });

  test("is selected for the same", async () => {
    await click(one("select"));
    const tools = [...view.container.querySelectorAll<HTMLElement>(".fx-bulk button")];
    expect(tools.map(({ dataset }) => dataset.testid)).toEqual(["selected-restore", "selected-archive", "selected-delete"]);
  });
});

test("what was snoozed in a part shows there when it wakes", async () => {
  client.readPage.mockResolvedValue({ notifications: [first, third], hasMore: false });
  await show(<Inbox />);
  await click(one("filter-unread"));
  await click(all("snooze")[0]!);
  await click(one("snooze-today"));
  expect(titles()).toEqual(["Title 1"]);
  const woken = notification(3, { created_at: now.toISOString(), sent_at: first.created_at, restores: 1 });
  await act(async () => client.set({ notifications: [woken, second, third] }));
  expect(titles()).toEqual(["Title 3", "Title 1"]);
});
