import { NotificationProvider } from "@fixia/notifications-react";
import { act, type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, Toasts } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;

const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
const one = (selector: string): HTMLElement => {
  const found = all(selector);
  expect(found, selector).toHaveLength(1);
  return found[0]!;
};
const testId = (id: string): string => `[data-testid="${id}"]`;
const change = (run: () => void) => act(async () => run());
const press = (key: string) =>
  change(() => void document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
const titles = (): string[] => all(testId("notification-title")).map((title) => title.textContent!);
/** What a screen reader says of it. */
const spoken = (element: HTMLElement): string => {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const silent of copy.querySelectorAll("[aria-hidden=true]")) silent.remove();
  return copy.textContent!;
};
const seen = (element: HTMLElement): string => {
  const shown = [...element.children].filter((child) => !child.matches("[hidden], .fx-hidden"));
  return shown.map((child) => child.textContent).join("");
};
const filled = (...numbers: number[]) => ({
  loaded: true,
  notifications: numbers.map((n) => notification(n)),
  unreadCount: numbers.length,
  unseenCount: numbers.length,
});

beforeEach(() => {
  client = new FakeClient();
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

describe("inbox", () => {
  test("is busy until the first page, then says that there is nothing", async () => {
    await show(<Inbox />);
    expect(one(".fx-blank").getAttribute("aria-busy")).toBe("true");
    await change(() => client.set({ loaded: true }));
    expect(one(".fx-blank").getAttribute("aria-busy")).toBe("false");
    expect(view.text()).toContain("Nothing here yet");
  });

  test("shows list, count and state as the client has them", async () => {
    await show(<Inbox />);
    await change(() => client.set({ ...filled(2, 1), state: "live", unreadCount: 7 }));
    expect(titles()).toEqual(["Title 2", "Title 1"]);
    expect(one(testId("unread-count")).textContent).toBe("7");
    expect(one(testId("connection-state")).textContent).toBe("Connected");
  });

  test.each(["signed-out", "offline"] as const)("does not pretend to load while %s", async (state) => {
    client.set({ state });
    await show(<Inbox />);
    expect(one(".fx-blank").getAttribute("aria-busy")).toBe("false");
    expect(all(".fx-skeleton")).toEqual([]);
    expect(view.text()).not.toContain("Nothing here yet");
    expect(one(".fx-notice").hidden).toBe(false);
  });

  test("asks to sign in while its provider waits for that", async () => {
    view = await render(<NotificationProvider client={client} enabled={false} children={<Inbox />} />);
    expect(all(".fx-skeleton")).toEqual([]);
    expect(one(".fx-notice").textContent).toContain("Sign in");
    expect(one(testId("connection-state")).textContent).toBe("Signed out");
    await view.show(<NotificationProvider client={client} children={<Inbox />} />);
    expect(all(".fx-skeleton")).toHaveLength(3);
  });

  test("groups by local day, in words", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 4, 10, 12) });
    const on = (n: number, date: Date) => notification(n, { created_at: date.toISOString() });
    client.set({
      loaded: true,
      notifications: [
        on(4, new Date(2026, 4, 10, 0, 1)),
        on(3, new Date(2026, 4, 9, 23, 59)),
        on(2, new Date(2026, 4, 1)),
        on(1, new Date(2025, 11, 31)),
      ],
    });
    await show(<Inbox language="es" />);
    const days = all(".fx-day").map((day) => day.textContent);
    expect(days.slice(0, 2)).toEqual(["Hoy", "Ayer"]);
    expect(days[2]).toMatch(/^Viernes, 1 de mayo$/);
    expect(days[3]).toMatch(/2025$/);
  });

  test("marks one and all read", async () => {
    client.set(filled(2, 1));
    await show(<Inbox />);
    await change(() => all(testId("mark-read"))[1]!.click());
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith(["n1"]);
    await change(() => one(testId("mark-all-read")).click());
    expect(client.markAllRead).toHaveBeenCalledTimes(1);
  });

  test("archives what is read, and offers nothing to mark on it", async () => {
    client.set({ ...filled(), notifications: [notification(1, { read: true })] });
    await show(<Inbox />);
    expect(all(testId("mark-read"))).toEqual([]);
    expect(one(testId("archive")).getAttribute("aria-label")).toBe("Archive: Title 1");
    await change(() => one(testId("archive")).click());
    expect(client.archive).toHaveBeenCalledExactlyOnceWith(["n1"]);
    expect((one(testId("mark-all-read")) as HTMLButtonElement).disabled).toBe(true);
  });

  test("deletes what is read", async () => {
    client.set({ ...filled(), notifications: [notification(2), notification(1, { read: true })] });
    await show(<Inbox language="es" />);
    expect(one(testId("delete")).getAttribute("aria-label")).toBe("Eliminar: Title 1");
    await change(() => one(testId("delete")).click());
    expect(client.remove).toHaveBeenCalledExactlyOnceWith(["n1"]);
  });

  test.each(["archive", "delete"])("passes the focus on when %s takes an entry off the list", async (action) => {
    const [first, second, third] = [3, 2, 1].map((n) => notification(n, { read: true }));
    client.set({ ...filled(), notifications: [first!, second!, third!] });
    await show(<Inbox />);
    const remaining = [first!, third!];
    await change(() => all(testId(action))[1]!.focus());
    await change(() => all(testId(action))[1]!.click());
    await change(() => client.set({ notifications: remaining }));
    expect(document.activeElement!.textContent).toBe("Title 1");
    await change(() => all(testId(action))[1]!.click());
    await change(() => client.set({ notifications: [first!] }));
    expect(document.activeElement!.textContent).toBe("Title 3");
    await change(() => one(testId(action)).click());
    await change(() => client.set({ notifications: [] }));
    expect(document.activeElement).toBe(one("h2"));
  });

  test("keeps the focus on the button that marks read and then unread", async () => {
    client.set(filled(1));
    await show(<Inbox />);
    await change(() => one(testId("mark-read")).focus());
    await change(() => client.set({ notifications: [notification(1, { read: true })], unreadCount: 0 }));
    expect(document.activeElement).toBe(one(testId("mark-unread")));
  });

  test("names what each button is for", async () => {
    client.set(filled(1));
    await show(<Inbox />);
    expect(one(testId("mark-read")).getAttribute("aria-label")).toBe("Mark as read: Title 1");
    for (const button of all("button")) expect(button.getAttribute("aria-label") ?? button.textContent).not.toBe("");
  });

  test("opens a link and marks it read, and tells the page", async () => {
    const opened = vi.fn();
    client.set({ loaded: true, notifications: [notification(1, { action_url: "/orders/1" })], unreadCount: 1 });
    await show(<Inbox onOpen={opened} />);
    const link = one("a.fx-main");
    expect(link.getAttribute("href")).toBe("/orders/1");
    link.addEventListener("click", (event) => event.preventDefault());
    await change(() => link.click());
    expect(client.markRead).toHaveBeenCalledWith("n1");
    expect(opened.mock.calls[0]![0]).toMatchObject({ id: "n1" });
  });

  test.each(["javascript:alert(1)", "//evil.com", "data:text/html,x"])("makes no link of %s", async (action_url) => {
    client.set({ loaded: true, notifications: [notification(1, { action_url })], unreadCount: 1 });
    await show([<Inbox key="inbox" />, <Toasts key="toasts" />]);
    await change(() => client.emit("arrived", [notification(2, { action_url })]));
    expect(titles()).toEqual(["Title 1"]);
    expect(all(testId("toast"))).toHaveLength(1);
    expect(all("a")).toEqual([]);
  });

  test("writes titles and messages in the direction of their script", async () => {
    client.set(filled(1));
    await show([<Inbox key="inbox" />, <Toasts key="toasts" />]);
    await change(() => client.emit("arrived", [notification(2)]));
    const written = all(`${testId("notification-title")}, .fx-message, .fx-toast .fx-title`);
    expect(written).toHaveLength(4);
    for (const element of written) expect(element.dir).toBe("auto");
  });

  test("tells ages by the server's time", async () => {
    const created_at = new Date(2026, 4, 10, 12).toISOString();
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 4, 10, 15) });
    client.now = () => new Date(2026, 4, 10, 12, 5).getTime();
    client.set({ loaded: true, notifications: [notification(1, { created_at })] });
    await show(<Inbox language="en" />);
    expect(one("time").textContent).toBe("5 minutes ago");
  });

  test("unfolds one without a link, and marks it read once", async () => {
    client.set(filled(1));
    await show(<Inbox />);
    const main = one("button.fx-main");
    expect(main.getAttribute("aria-expanded")).toBe("false");
    await change(() => main.click());
    expect(main.getAttribute("aria-expanded")).toBe("true");
    await change(() => client.set({ notifications: [notification(1, { read: true })], unreadCount: 0 }));
    await change(() => main.click());
    expect(client.markRead).toHaveBeenCalledTimes(1);
  });

  test("has one tab stop in the list, and arrow keys for the rest", async () => {
    client.set(filled(3, 2, 1));
    await show(<Inbox />);
    const mains = all(".fx-main");
    const stops = (): number[] => mains.map((main) => main.tabIndex);
    expect(stops()).toEqual([0, -1, -1]);
    await change(() => mains[0]!.focus());
    await press("ArrowDown");
    expect(document.activeElement).toBe(mains[1]);
    expect(stops()).toEqual([-1, 0, -1]);
    await press("End");
    expect(document.activeElement).toBe(mains[2]);
    await press("ArrowDown");
    expect(document.activeElement).toBe(mains[2]);
    await press("Home");
    await press("ArrowUp");
    expect(document.activeElement).toBe(mains[0]);
  });

  test("keeps the tab stop where it was when something arrives", async () => {
    client.set(filled(2, 1));
    await show(<Inbox />);
    await change(() => all(".fx-main")[1]!.focus());
    await change(() => client.set(filled(3, 2, 1)));
    expect(all(".fx-main").map((main) => main.tabIndex)).toEqual([-1, -1, 0]);
    expect(document.activeElement).toBe(all(".fx-main")[2]);
  });

  test("counts as seen what is shown, also what arrives later", async () => {
    client.set(filled(1));
    await show(<Inbox />);
    const before = client.markSeen.mock.calls.length;
    expect(before).toBeGreaterThan(0);
    await change(() => client.set(filled(2, 1)));
    expect(client.markSeen.mock.calls.length).toBeGreaterThan(before);
  });

  test("loads older ones by a button, which says when it is at it", async () => {
    client.set({ ...filled(1), hasMore: true });
    await show(<Inbox />);
    const button = one(".fx-end button") as HTMLButtonElement;
    await change(() => button.click());
    expect(client.loadMore).toHaveBeenCalledTimes(1);
    await change(() => client.set({ loadingMore: true }));
    expect(button.disabled).toBe(true);
  });

  test.each([
    ["offline", "offline"],
    ["polling", "refreshes"],
    ["signed-out", "Sign in"],
  ] as const)("says in words what %s means", async (state, words) => {
    await show(<Inbox />);
    await change(() => client.set({ ...filled(1), state }));
    expect(one(".fx-notice").textContent).toContain(words);
    expect(titles()).toEqual(["Title 1"]);
  });

  test("says nothing while all is well", async () => {
    await show(<Inbox />);
    await change(() => client.set({ ...filled(1), state: "live" }));
    expect(one(".fx-notice").hidden).toBe(true);
  });

  test("tells a failure and tries again on demand", async () => {
    await show(<Inbox />);
    await change(() => client.set({ state: "polling", error: new Error("500") }));
    const notice = one(".fx-notice");
    expect(notice.textContent).toContain("could not be loaded");
    await change(() => notice.querySelector("button")!.click());
    expect(client.refresh).toHaveBeenCalledTimes(1);
  });

  test("speaks the document's language, the one it is told, and texts of one's own", async () => {
    document.documentElement.lang = "es-AR";
    await show(
      <>
        <Inbox />
        <Inbox language="en" texts={{ title: "News" }} />
      </>,
    );
    expect(all("h2").map((title) => title.textContent)).toEqual(["Notificaciones", "News"]);
    await change(() => void (document.documentElement.lang = ""));
  });

  test("renders on a server", () => {
    const html = renderToString(<NotificationProvider client={client} children={<Inbox language="es" />} />);
    expect(html).toContain("Notificaciones");
  });
});

describe("bell", () => {
  const bell = (): HTMLElement => one(testId("bell"));

  test("shows what its badge has room for, and says the exact number", async () => {
    client.set({ ...filled(1), unreadCount: 100 });
    await show(<NotificationBell />);
    expect(seen(one(".fx-badge"))).toBe("99+");
    expect(one(testId("unread-count")).textContent).toBe("100");
    expect(spoken(one(".fx-badge"))).toBe("100 unread");
    await change(() => client.set({ unreadCount: 99 }));
    expect(seen(one(".fx-badge"))).toBe("99");
    expect(spoken(one(".fx-badge"))).toBe("99 unread");
  });

  test("has the count in its name, and opens the inbox with the focus in it", async () => {
    client.set(filled(2, 1));
    await show(<NotificationBell />);
    expect(spoken(bell())).toBe("Notifications 2 unread");
    expect(bell().getAttribute("aria-expanded")).toBe("false");
    expect(client.markSeen).not.toHaveBeenCalled();
    await change(() => bell().click());
    expect(bell().getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(one("[role=dialog]"));
    expect(document.getElementById(one("[role=dialog]").getAttribute("aria-labelledby")!)!.textContent).toBe(
      "Notifications",
    );
    expect(client.markSeen).toHaveBeenCalled();
  });

  test.each([
    ["the Escape key", () => press("Escape")],
    ["its close button", () => change(() => one(".fx-close").click())],
    ["the bell", () => change(() => bell().click())],
  ])("closes by %s and takes the focus back", async (_, close) => {
    await show(<NotificationBell />);
    await change(() => bell().click());
    await close();
    expect(all("[role=dialog]")).toEqual([]);
    expect(document.activeElement).toBe(bell());
  });

  test("closes by a click elsewhere and leaves the focus there", async () => {
    await show(
      <>
        <NotificationBell />
        <button id="elsewhere" />
      </>,
    );
    await change(() => bell().click());
    await change(() => void one("#elsewhere").dispatchEvent(new Event("pointerdown", { bubbles: true })));
    expect(all("[role=dialog]")).toEqual([]);
    expect(document.activeElement).not.toBe(bell());
  });

  test("stands out only for what was not seen", async () => {
    client.set({ ...filled(1), unseenCount: 1 });
    await show(<NotificationBell />);
    expect(one(".fx-badge").dataset).toMatchObject({ seen: "false", empty: "false" });
    await change(() => client.set({ unseenCount: 0 }));
    expect(one(".fx-badge").dataset.seen).toBe("true");
    await change(() => client.set({ unreadCount: 0 }));
    expect(one(".fx-badge").dataset.empty).toBe("true");
  });
});

describe("toasts", () => {
  const toasts = (): (string | undefined)[] => all(testId("toast")).map((toast) => toast.dataset.id);
  const arrive = (...numbers: number[]) =>
    change(() =>
      client.emit(
        "arrived",
        numbers.map((n) => notification(n)),
      ),
    );

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });

  test("show what arrives, for a while", async () => {
    await show(<Toasts visibleMs={1_000} />);
    await arrive(1);
    expect(toasts()).toEqual(["n1"]);
    await change(() => vi.advanceTimersByTime(1_000));
    expect(toasts()).toEqual([]);
  });

  test("wait while the pointer or the focus is on them", async () => {
    await show(<Toasts visibleMs={1_000} />);
    await arrive(1);
    const close = one(`${testId("toast")} button`);
    await change(() => close.focus());
    await change(() => vi.advanceTimersByTime(5_000));
    expect(toasts()).toEqual(["n1"]);
    await change(() => close.blur());
    await change(() => vi.advanceTimersByTime(1_000));
    expect(toasts()).toEqual([]);
  });

  test("are three at most, with the oldest above", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    await show(<Toasts visibleMs={60_000} />);
    await arrive(1, 2, 3);
    await change(() => vi.advanceTimersByTime(5_000));
    await arrive(4);
    expect(toasts()).toEqual(["n2", "n3", "n4"]);
  });

  test("stay, and interrupt, when they are critical", async () => {
    await show(<Toasts visibleMs={1_000} />);
    await change(() => client.emit("arrived", [notification(1, { priority: "critical" })]));
    expect(one(testId("toast")).getAttribute("role")).toBe("alert");
    await change(() => vi.advanceTimersByTime(60_000));
    expect(toasts()).toEqual(["n1"]);
    await change(() => one(`${testId("toast")} button`).click());
    expect(toasts()).toEqual([]);
  });

  const critical = (n: number) => notification(n, { priority: "critical" });

  test("never push out what is critical", async () => {
    await show(<Toasts />);
    await change(() => client.emit("arrived", [critical(1)]));
    for (const n of [2, 3, 4]) await arrive(n);
    expect(toasts()).toEqual(["n1", "n3", "n4"]);
    await change(() => client.emit("arrived", [critical(5), critical(6)]));
    expect(toasts()).toEqual(["n1", "n4", "n5", "n6"]);
  });

  test.each([
    ["read", [notification(1, { read: true }), notification(2)]],
    ["archived or deleted", [notification(2)]],
  ])("go when what they tell of was %s on another device", async (_, list) => {
    await show(<Toasts />);
    await arrive(1, 2);
    await change(() => client.set({ loaded: true, notifications: [notification(2)] }));
    expect(toasts(), "one that the list does not have yet").toEqual(["n1", "n2"]);
    await change(() => client.set({ notifications: [notification(1), notification(2)] }));
    await change(() => client.set({ notifications: list }));
    expect(toasts()).toEqual(["n2"]);
  });

  test("tell once that something could not be saved, and go", async () => {
    await show(<Toasts visibleMs={1_000} />);
    await change(() => client.emit("mark-failed", new Error("offline")));
    await change(() => vi.advanceTimersByTime(600));
    await change(() => client.emit("mark-failed", new Error("offline")));
    expect(one(testId("toast")).textContent).toContain("could not be saved");
    expect(one(testId("toast")).getAttribute("role")).toBe("alert");
    await change(() => vi.advanceTimersByTime(600));
    expect(toasts()).toHaveLength(1);
    await change(() => vi.advanceTimersByTime(400));
    expect(toasts()).toEqual([]);
  });
});
