import type { Notification } from "@fixia/notifications";
import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { NotificationBell, Toasts } from "../src/index.js";

const inGroup = (n: number, over: Partial<Notification> = {}) => notification(n, { group_key: "a", ...over });

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const onOpen = vi.fn();
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
const toasts = (): HTMLElement[] => all("[data-testid=toast]");
/** Title and count of each. */
const shown = (): string[][] =>
  toasts().map((toast) => [...toast.querySelectorAll(".fx-title, .fx-meta")].map((part) => part.textContent!));
const arrive = (...items: Notification[]) => act(async () => client.emit("arrived", items));
const pass = (ms: number) => act(async () => void vi.advanceTimersByTime(ms));
const click = (element: HTMLElement) => act(async () => element.click());

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  client = new FakeClient();
  client.set({ loaded: true, state: "live" });
  view = await render(
    <NotificationProvider client={client}>
      <NotificationBell language="en" />
      <Toasts language="en" onOpen={onOpen} />
    </NotificationProvider>,
  );
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  onOpen.mockReset();
  vi.useRealTimers();
});

describe("what is of the group of a toast", () => {
  test("takes its place, as the newest, and counts", async () => {
    await arrive(inGroup(1));
    await arrive(notification(2));
    expect(shown()).toEqual([["Title 1"], ["Title 2"]]);
    await arrive(inGroup(3));
    expect(shown()).toEqual([["Title 2"], ["Title 3", "2 new"]]);
    await arrive(inGroup(4), inGroup(4));
    expect(shown()).toEqual([["Title 2"], ["Title 4", "3 new"]]);
  });

  test("is one with what comes together with it", async () => {
    await arrive(inGroup(1), notification(2), inGroup(3));
    expect(shown()).toEqual([["Title 2"], ["Title 3", "2 new"]]);
  });

  test("is not counted when it is the same once more", async () => {
    await arrive(inGroup(1));
    await arrive(inGroup(1));
    expect(shown()).toEqual([["Title 1"]]);
  });

  test("is no burst beside as many as there is room for", async () => {
    await arrive(inGroup(1), notification(2), notification(3));
    await arrive(inGroup(4));
    expect(shown()).toEqual([["Title 2"], ["Title 3"], ["Title 4", "2 new"]]);
  });

  test("goes with its toast into the burst that it comes in, however long that one stood", async () => {
    await arrive(inGroup(1));
    await act(async () => toasts()[0]!.querySelector<HTMLElement>(".fx-actions button")!.focus());
    await pass(60_000);
    await arrive(notification(2), inGroup(3), notification(4), notification(5));
    expect(shown()).toEqual([["5 new notifications"]]);
  });

  test("is no burst, whatever number of them comes", async () => {
    for (const n of [1, 2, 3, 4, 5]) await arrive(inGroup(n));
    expect(shown()).toEqual([["Title 5", "5 new"]]);
    await arrive(notification(6), notification(7));
    await arrive(notification(8));
    expect(shown(), "which others make of it").toEqual([["8 new notifications"]]);
    await arrive(inGroup(9));
    expect(shown()).toEqual([["9 new notifications"]]);
  });

  test("begins its time anew, and a toast of its own once that one is gone", async () => {
    await arrive(inGroup(1));
    await pass(5_500);
    await arrive(inGroup(2));
    await pass(5_500);
    expect(shown()).toEqual([["Title 2", "2 new"]]);
    await pass(500);
    expect(shown()).toEqual([]);
    await arrive(inGroup(3));
    expect(shown()).toEqual([["Title 3"]]);
  });

  test("stands by itself where it is critical, or of another group", async () => {
    await arrive(inGroup(1));
    await arrive(inGroup(2, { priority: "critical" }));
    await arrive(inGroup(3, { priority: "critical" }));
    await arrive(notification(4, { group_key: "b" }));
    expect(shown()).toEqual([["Title 2"], ["Title 3"], ["Title 4"]]);
  });

  test("keeps the focus where it is in the toast", async () => {
    await arrive(inGroup(1));
    const close = () => toasts()[0]!.querySelector<HTMLElement>(".fx-actions button")!;
    await act(async () => close().focus());
    await arrive(inGroup(2));
    expect(close().getAttribute("aria-label")).toBe("Close: Title 2");
    expect(document.activeElement).toBe(close());
    await click(close());
    expect(shown()).toEqual([]);
  });

  test("is opened as the newest, and all that the toast counted is read", async () => {
    await arrive(inGroup(1));
    await arrive(inGroup(2));
    await click(toasts()[0]!.querySelector<HTMLElement>(".fx-link")!);
    expect(onOpen.mock.calls.map(([item]) => (item as Notification).id)).toEqual(["n2"]);
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith(["n2", "n1"]);
    expect(shown()).toEqual([]);
  });

  test("goes once the newest was read elsewhere, and not before", async () => {
    await arrive(inGroup(1));
    await arrive(inGroup(2));
    await act(async () => client.set({ notifications: [inGroup(2), inGroup(1, { read: true })] }));
    expect(shown()).toEqual([["Title 2", "2 new"]]);
    await act(async () => client.set({ notifications: [inGroup(2, { read: true }), inGroup(1, { read: true })] }));
    expect(shown()).toEqual([]);
  });

  test("goes when a button of the newest is pressed", async () => {
    await arrive(inGroup(1));
    await arrive(inGroup(2, { actions: [{ id: "accept", label: "Accept" }] }));
    await click(all("[data-testid=answer]")[0]!);
    expect(client.act).toHaveBeenCalledExactlyOnceWith("n2", "accept");
    expect(shown()).toEqual([]);
  });

  test("is heard with its count beside the open panel", async () => {
    await click(all("[data-testid=bell]")[0]!);
    await arrive(inGroup(1));
    await arrive(inGroup(2));
    const heard = all(".fx-toasts > .fx-hidden").map(({ childNodes }) => [...childNodes].map(({ textContent }) => textContent));
    expect(heard).toEqual([["Title 2", "2 new"]]);
  });
});
