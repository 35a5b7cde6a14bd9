import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const one = (selector: string): HTMLElement => view.container.querySelector<HTMLElement>(selector)!;
const pill = (): HTMLElement | null => view.container.querySelector<HTMLElement>("[data-testid=fresh]");
const said = (): string => one(".fx-fresh [role=status]").textContent!;
const has = (...numbers: number[]) =>
  act(async () => client.set({ loaded: true, notifications: numbers.map((n) => notification(n)), unreadCount: numbers.length }));
const scrollTo = (top: number) =>
  act(async () => {
    one(".fx-list").scrollTop = top;
    one(".fx-list").dispatchEvent(new Event("scroll"));
  });

beforeEach(async () => {
  client = new FakeClient();
  client.set({ loaded: true, state: "live", notifications: [notification(2), notification(1)], unreadCount: 2 });
  view = await render(<NotificationProvider client={client} children={<Inbox language="es" />} />);
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
});

describe("what comes above the part that is read", () => {
  test("is told by a pill that counts, and announced once", async () => {
    await scrollTo(300);
    expect(pill()).toBeNull();
    await has(3, 2, 1);
    expect(pill()!.textContent).toBe("1 nueva");
    expect(said()).toBe("1 nueva");
    await has(5, 4, 3, 2, 1);
    expect(pill()!.textContent).toBe("3 nuevas");
    expect(said(), "which is not said again with every one").toBe("1 nueva");
    expect(one(".fx-list").scrollTop).toBe(300);
  });

  test("is not told at the top, nor older ones that are loaded", async () => {
    await has(3, 2, 1);
    expect(pill()).toBeNull();
    await scrollTo(300);
    await has(3, 2, 1, 0);
    expect(pill()).toBeNull();
    expect(said()).toBe("");
  });

  test("is reached by the pill, which goes and leaves the focus on the newest", async () => {
    await scrollTo(300);
    await has(3, 2, 1);
    expect(pill()!.matches("button[type=button]"), "which Enter presses too").toBe(true);
    await act(async () => pill()!.focus());
    await act(async () => pill()!.click());
    expect(one(".fx-list").scrollTop).toBe(0);
    expect(pill()).toBeNull();
    expect(document.activeElement).toBe(one(".fx-main"));
    expect(said()).toBe("");
  });

  test("is no news any more once the top was reached", async () => {
    await scrollTo(300);
    await has(3, 2, 1);
    await scrollTo(0);
    expect(pill()).toBeNull();
    await scrollTo(300);
    expect(pill()).toBeNull();
    await has(4, 3, 2, 1);
    expect(said(), "and is announced anew").toBe("1 nueva");
  });

  test("counts no more when it is gone", async () => {
    await scrollTo(300);
    await has(4, 3, 2, 1);
    await has(3, 1);
    expect(pill()!.textContent).toBe("1 nueva");
    await has(1);
    expect(pill()).toBeNull();
  });

  test("is not taken for news when another part is shown", async () => {
    client.readPage.mockResolvedValue({ notifications: [notification(0, { read: true, removed: "archived" })], hasMore: false });
    await act(async () => one("[data-testid=filter-archived]").click());
    await scrollTo(300);
    await act(async () => one("[data-testid=filter-all]").click());
    expect(pill()).toBeNull();
    expect(one(".fx-list").scrollTop).toBe(0);
  });
});

describe("the place that is read", () => {
  /** Every entry is 100 px high, below a heading of 30. */
  const layOut = () =>
    vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
      if (!this.matches(".fx-entry")) return 500;
      return 530 + 100 * [...view.container.querySelectorAll(".fx-entry")].indexOf(this);
    });

  test.each([
    ["is kept where the browser does not do it", false, 500],
    ["is the browser's to keep where it does", true, 300],
  ])("%s", async (_, supported, top) => {
    vi.stubGlobal("CSS", { supports: () => supported, escape: (text: string) => text });
    layOut();
    await has(3, 2, 1);
    await scrollTo(300);
    await has(5, 4, 3, 2, 1);
    expect(one(".fx-list").scrollTop).toBe(top);
  });

  test("is the top for who is there", async () => {
    vi.stubGlobal("CSS", { supports: () => false, escape: (text: string) => text });
    layOut();
    await has(3, 2, 1);
    await has(4, 3, 2, 1);
    expect(one(".fx-list").scrollTop).toBe(0);
  });
});
