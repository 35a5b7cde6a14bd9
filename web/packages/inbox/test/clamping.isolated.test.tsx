import { NotificationProvider } from "@fixia/notifications-react";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, Preferences, Toasts } from "../src/index.js";

/** The browser's, as far as it is asked here: what it watches is measured when a test says so. */
class FakeResizeObserver {
  static readonly watched = new Map<Element, (entries: { target: Element }[]) => void>();
  constructor(private readonly callback: (entries: { target: Element }[]) => void) {}
  observe = (element: Element): void => void FakeResizeObserver.watched.set(element, this.callback);
  unobserve = (element: Element): void => void FakeResizeObserver.watched.delete(element);
}

const layOut = () =>
  act(async () => {
    for (const [target, callback] of FakeResizeObserver.watched) callback([{ target }]);
  });

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
/** How many characters have room where a text is clamped. */
let room: number;

const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
const more = (): HTMLElement[] => all("[data-testid=more]");
const expanded = (): (string | undefined)[] => all(".fx-clamp").map(({ dataset }) => dataset.expanded);
const click = (element: HTMLElement) => act(async () => element.click());

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", FakeResizeObserver);
  room = 20;
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(63);
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(function (this: HTMLElement) {
    const clamped = this.matches('.fx-clamp[data-expanded="false"]');
    return clamped && this.textContent!.length > room ? 84 : 63;
  });
  client = new FakeClient();
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  expect(FakeResizeObserver.watched.size).toBe(0);
});

const message = "More than there is room for.";
const has = (...items: ReturnType<typeof notification>[]) => client.set({ loaded: true, notifications: items });

test.each([
  ["a message", notification(1, { message, action_url: "/orders/1" })],
  ["a title", notification(1, { title: message, action_url: "/orders/1" })],
])("the rest of %s that is cut shows on demand, and goes again", async (_, item) => {
  has(notification(2), item);
  await show(<Inbox />);
  await layOut();
  expect(more(), "only where something is cut").toHaveLength(1);
  const [button] = more() as [HTMLElement];
  expect(button.getAttribute("aria-label")).toBe(`Show more: ${item.title}`);
  expect(button.getAttribute("aria-expanded")).toBe("false");
  await click(button);
  await layOut();
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(expanded()).toEqual(["false", "false", "true", "true"]);
  expect(client.markRead).not.toHaveBeenCalled();
  await click(button);
  await layOut();
  expect(expanded()).toEqual(Array(4).fill("false"));
  expect(more()).toEqual([button]);
});

test("it is reached by the Tab key in the current entry, and in no other", async () => {
  has(notification(1, { message }), notification(2, { message }));
  await show(<Inbox />);
  await layOut();
  expect(more().map(({ tabIndex }) => tabIndex)).toEqual([0, -1]);
});

test("an entry without a link unfolds by itself as well", async () => {
  has(notification(1, { message }));
  await show(<Inbox />);
  await layOut();
  await click(all(".fx-main")[0]!);
  expect(more()[0]!.getAttribute("aria-expanded")).toBe("true");
});

test("what is cut changes with the room and with the text", async () => {
  has(notification(1));
  await show(<Inbox />);
  await layOut();
  expect(more()).toEqual([]);
  room = 3;
  await layOut();
  expect(more()).toHaveLength(1);
  room = 20;
  await layOut();
  expect(more()).toEqual([]);
  FakeResizeObserver.watched.clear();
  await act(async () => has(notification(1, { message })));
  await layOut();
  expect(more()).toHaveLength(1);
});

test("a toast has it too", async () => {
  await show(<Toasts />);
  await act(async () => client.emit("arrived", [notification(1, { message }), notification(2)]));
  await layOut();
  expect(more().map((button) => button.getAttribute("aria-label"))).toEqual(["Show more: Title 1"]);
  await click(more()[0]!);
  expect(expanded()).toEqual(["true", "true", "false", "false"]);
});

test("names of devices are written in the direction of their script", async () => {
  client.preferences.set({ preferences: { devices: { other: { name: "هاتف" } } } });
  await show(<Preferences />);
  expect(all(".fx-prefs-device bdi").map((name) => name.textContent)).toEqual(["Chrome, Windows (This device)", "هاتف"]);
});
