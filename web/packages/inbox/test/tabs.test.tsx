import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (id: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  expect(all(id), id).toHaveLength(1);
  return all(id)[0]!;
};
const click = (element: HTMLElement) => act(async () => element.click());
const titles = (): string[] => all("notification-title").map((title) => title.textContent!);
const choose = (type: string) =>
  act(async () => {
    const select = one("filter-type") as HTMLSelectElement;
    select.value = type;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });

beforeEach(async () => {
  client = new FakeClient();
  client.set({
    loaded: true,
    state: "live",
    notifications: [notification(3), notification(2, { read: true }), notification(1, { type: "payment" })],
    unreadCount: 12,
    unreadByType: { message: 7, payment: 5 },
  });
  view = await render(<NotificationProvider client={client} children={<Inbox />} />);
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

test("each choice says how many are unread in it, as the server counted them", async () => {
  expect(one("filter-unread").textContent).toBe("Unread (12)");
  const options = [...one("filter-type").querySelectorAll("option")].map((option) => option.textContent);
  expect(options).toEqual(["All types", "Message (7)", "Payment (5)"]);
  await choose("payment");
  expect(one("filter-unread").textContent).toBe("Unread (5)");
});

test("the unread ones are shown with pages of their own, and live", async () => {
  // By what is asked for, because the newest page is read again whenever something changed a while ago.
  client.readPage.mockImplementation(async ({ cursor }) =>
    cursor
      ? { notifications: [notification(0)], hasMore: false }
      : { notifications: [notification(3), notification(1)], hasMore: true, cursor: "below" },
  );
  await click(one("filter-unread"));
  expect(one("filter-unread").getAttribute("aria-pressed")).toBe("true");
  expect(client.readPage).toHaveBeenLastCalledWith({ unread: true, cursor: null });
  expect(titles()).toEqual(["Title 3", "Title 1"]);
  await act(async () => client.set({ notifications: [notification(4), notification(3, { read: true }), ...client.snapshot.notifications.slice(1)] }));
  expect(titles()).toEqual(["Title 4", "Title 1"]);
  await click([...view.container.querySelectorAll<HTMLElement>(".fx-end button")][0]!);
  expect(client.readPage).toHaveBeenCalledWith({ unread: true, cursor: "below" });
  expect(titles()).toEqual(["Title 4", "Title 1", "Title 0"]);
});

test("the archive of one type is read anew when something changed, and gives back what is in it", async () => {
  client.readPage.mockResolvedValue({ notifications: [notification(9, { read: true, removed: "archived", type: "payment" })], hasMore: false });
  await choose("payment");
  await click(one("filter-archived"));
  expect(client.readPage).toHaveBeenLastCalledWith({ archived: true, type: "payment", cursor: null });
  expect(titles()).toEqual(["Title 9"]);
  const before = client.readPage.mock.calls.length;
  await act(async () => client.set({ unreadCount: 11 }));
  await vi.waitFor(() => expect(client.readPage.mock.calls.length).toBeGreaterThan(before));
  client.readPage.mockResolvedValue({ notifications: [], hasMore: false });
  await click(one("unarchive"));
  expect(client.restored.map((item) => item.id)).toEqual(["n9"]);
  expect(titles()).toEqual([]);
});

test("what is in the archive is selected to be brought back or deleted", async () => {
  await click(one("filter-archived"));
  await click(one("select"));
  const tools = [...view.container.querySelectorAll<HTMLElement>(".fx-bulk button")];
  expect(tools.map(({ dataset }) => dataset.testid)).toEqual(["selected-restore", "selected-delete"]);
});

test("what was deleted comes back by a button that waits, and that a screen reader is told of", async () => {
  expect(one("undo-bar").hidden).toBe(true);
  await click(one("delete"));
  expect(client.remove).toHaveBeenCalledExactlyOnceWith(["n2"]);
  const status = one("undo-bar").querySelector("[role=status]")!;
  expect(status.textContent).toBe("1 deleted");
  await click(one("undo"));
  expect(client.restored.map((item) => [item.id, item.read])).toEqual([["n2", true]]);
  expect(one("undo-bar").hidden).toBe(true);
  expect(document.activeElement?.textContent).toBe("Notifications");
});

test.each(["ctrlKey", "metaKey"])("what was archived comes back by the keyboard, with %s", async (modifier) => {
  await click(one("archive"));
  const press = (init: KeyboardEventInit) =>
    act(async () => void all("notification")[0]!.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init })));
  await press({ key: "z" });
  expect(client.restore).not.toHaveBeenCalled();
  await press({ key: "z", [modifier]: true });
  expect(client.restore).toHaveBeenCalledTimes(1);
});

test("what is marked read among the unread ones gives the focus to the next, and elsewhere keeps it", async () => {
  const press = async () => {
    const [button] = all("mark-read");
    await act(async () => button!.focus());
    await click(button!);
    return document.activeElement;
  };
  expect((await press())!.closest<HTMLElement>("[data-testid=notification]")!.dataset.id).toBe("n3");
  client.readPage.mockResolvedValue({ notifications: [notification(3), notification(1)], hasMore: false });
  await click(one("filter-unread"));
  const next = (await press())!;
  expect([next.className, next.closest<HTMLElement>("[data-testid=notification]")!.dataset.id]).toEqual(["fx-title fx-main", "n1"]);
});

test("what is read can be marked unread", async () => {
  await click(one("mark-unread"));
  expect(client.markUnread).toHaveBeenCalledExactlyOnceWith(["n2"]);
});

test("several are selected, and done with at once", async () => {
  await click(one("select"));
  for (const box of all("check").slice(0, 2)) await click(box);
  expect(view.text()).toContain("2 selected");
  await click(one("selected-delete"));
  expect(client.remove).toHaveBeenCalledExactlyOnceWith(["n3", "n2"]);
  expect(one("undo-bar").textContent).toContain("2 deleted");
  expect(view.text()).toContain("0 selected");
  await click(one("select"));
  expect(all("check")).toEqual([]);
});

test("all that is read, and was shown, is archived", async () => {
  await click(one("archive-read"));
  expect(client.archiveRead).toHaveBeenCalledExactlyOnceWith(notification(3).created_at);
  await click(one("mark-all-read"));
  expect(client.markAllRead).toHaveBeenCalledExactlyOnceWith(notification(3).created_at);
});

test("all that was archived is counted, and comes back, loaded or not", async () => {
  client.archiveRead.mockResolvedValue(["n2", "older", "oldest"]);
  await click(one("archive-read"));
  expect(one("undo-bar").textContent).toContain("3 archived");
  await click(one("undo"));
  expect(client.restore.mock.calls[0]![0].map((each) => (typeof each === "string" ? each : [each.id]))).toEqual([["n2"], "older", "oldest"]);
  expect(one("undo-bar").hidden).toBe(true);
});

test("where nothing was archived, nothing can be taken back", async () => {
  await click(one("archive-read"));
  expect(one("undo-bar").hidden).toBe(true);
});

// That it is one row, only a browser can tell.
test("choices and tools are in one bar, in the order of the Tab key, and keep their places while several are selected", async () => {
  const bar = view.container.querySelector(".fx-bar")!;
  const order = (): (string | undefined)[] => [...bar.querySelectorAll<HTMLElement>("button, select")].map(({ dataset }) => dataset.testid);
  const before = order();
  expect(before).toEqual(["filter-all", "filter-unread", "filter-snoozed", "filter-archived", "filter-type", "select", "archive-read"]);
  const named = [one("select"), one("archive-read"), one("mark-all-read")].map((tool) => [tool.getAttribute("aria-label"), tool.title, tool.textContent]);
  expect(named).toEqual([
    ["Select", "Select", ""],
    ["Archive all read", "Archive all read", ""],
    ["Mark all as read", "Mark all as read", ""],
  ]);
  await act(async () => one("select").focus());
  await click(one("select"));
  expect(order()).toEqual(before);
  expect(document.activeElement).toBe(one("select"));
  expect(one("select").getAttribute("aria-label")).toBe("Done");
  expect((one("archive-read") as HTMLButtonElement).disabled).toBe(true);
});

test("the type that was chosen shows beside its icon, and is told once", async () => {
  await choose("payment");
  const shown = one("filter-type").parentElement!.querySelector("bdi")!;
  expect([shown.textContent, shown.getAttribute("aria-hidden")]).toEqual(["Payment", "true"]);
  expect(one("filter-type").getAttribute("aria-label")).toBe("Type");
  await choose("");
  expect(one("filter-type").parentElement!.querySelector("bdi")).toBeNull();
});
