import { NotificationProvider } from "@fixia/notifications-react";
import { act, type MouseEvent, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, Toasts, type NotificationLinkProps, type RenderItem } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
/** Whether the browser would have followed the link of the last click. */
let followed: boolean;

const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
const one = (selector: string): HTMLElement => {
  const found = all(selector);
  expect(found, selector).toHaveLength(1);
  return found[0]!;
};
const click = (selector: string, init: MouseEventInit = {}) =>
  act(async () => {
    const type = init.button ? "auxclick" : "click";
    one(selector).dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, ...init }));
  });
const has = (action_url: string | null) =>
  client.set({ loaded: true, notifications: [notification(1, { action_url })], unreadCount: 1 });
const arrive = (action_url: string | null) =>
  act(async () => client.emit("arrived", [notification(1, { action_url })]));

const stay = (event: Event): void => {
  followed = !event.defaultPrevented;
  event.preventDefault();
};

beforeEach(() => {
  client = new FakeClient();
  for (const type of ["click", "auxclick"]) window.addEventListener(type, stay);
});

afterEach(async () => {
  for (const type of ["click", "auxclick"]) window.removeEventListener(type, stay);
  await view.unmount();
  view.container.remove();
});

describe.each([
  ["an entry", <Inbox key="part" />, ".fx-entry a", () => Promise.resolve()],
  ["a toast", <Toasts key="part" />, ".fx-toast a", () => arrive("/orders/1?tab=chat#last")],
] as const)("the link of %s", (_, part, link, arrives) => {
  const open = async (props: Parameters<typeof Inbox>[0] & Parameters<typeof Toasts>[0] = {}) => {
    has("/orders/1?tab=chat#last");
    const Part = part.type;
    await show(<Part {...props} />);
    await arrives();
  };

  test.each([
    ["a click", {}],
    ["the middle button", { button: 1 }],
    ["Ctrl and a click", { ctrlKey: true }],
  ])("marks read, tells the app and is followed by %s", async (_, init) => {
    const onOpen = vi.fn();
    await open({ onOpen });
    await click(link, init);
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith("n1");
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ id: "n1", actionUrl: "/orders/1?tab=chat#last" }),
      expect.objectContaining({ button: 0, ...init }),
    );
    expect(followed).toBe(true);
  });

  test("does nothing for the right button, which opens a menu", async () => {
    const onOpen = vi.fn();
    await open({ onOpen });
    await click(link, { button: 2 });
    expect(client.markRead).not.toHaveBeenCalled();
    expect(onOpen).not.toHaveBeenCalled();
  });

  test("is not followed where the app prevents it", async () => {
    const navigate = vi.fn();
    await open({ onOpen: (_, event) => event.preventDefault(), navigate });
    await click(link);
    expect(followed).toBe(false);
    expect(navigate).not.toHaveBeenCalled();
    expect(client.markRead).toHaveBeenCalledTimes(1);
  });

  test("is followed by the app's router, without a page load", async () => {
    const navigate = vi.fn();
    await open({ navigate });
    await click(link);
    expect(navigate).toHaveBeenCalledExactlyOnceWith(
      "/orders/1?tab=chat#last",
      expect.objectContaining({ id: "n1" }),
    );
    expect(followed).toBe(false);
  });

  test.each([{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }])(
    "is left to the browser where %o opens it elsewhere",
    async (init) => {
      const navigate = vi.fn();
      await open({ navigate });
      await click(link, init);
      expect(navigate).not.toHaveBeenCalled();
      expect(followed).toBe(true);
    },
  );

  test("is a component of the app's where it gives one", async () => {
    const renderLink = vi.fn((props: NotificationLinkProps) => <a data-router="yes" {...props} />);
    await open({ renderLink });
    expect(one(link).dataset.router).toBe("yes");
    expect(one(link).getAttribute("href")).toBe("/orders/1?tab=chat#last");
    await click(link);
    expect(client.markRead).toHaveBeenCalledExactlyOnceWith("n1");
  });
});

test("leaves links to other origins to the browser, and takes those to its own by their path", async () => {
  const navigate = vi.fn();
  has("https://elsewhere.example/orders/1");
  await show(<Inbox navigate={navigate} />);
  await click(".fx-main");
  expect(navigate).not.toHaveBeenCalled();
  expect(followed).toBe(true);
  await act(async () => has(`${location.origin}/orders/1`));
  await click(".fx-main");
  expect(navigate).toHaveBeenCalledExactlyOnceWith("/orders/1", expect.anything());
});

test("an entry without a link unfolds unless the app shows it by itself", async () => {
  let showsItself = false;
  has(null);
  await show(<Inbox onOpen={(_, event: MouseEvent) => showsItself && event.preventDefault()} />);
  const main = one("button.fx-main");
  await click(".fx-main");
  expect(main.getAttribute("aria-expanded")).toBe("true");
  showsItself = true;
  await click(".fx-main");
  expect(main.getAttribute("aria-expanded")).toBe("true");
});

test("a toast without a link can be opened where the app opens such ones", async () => {
  await show(<Toasts />);
  await arrive(null);
  expect(all(".fx-link")).toEqual([]);
  const onOpen = vi.fn();
  await view.show(<NotificationProvider client={client} children={<Toasts onOpen={onOpen} />} />);
  await click(".fx-link");
  expect(onOpen).toHaveBeenCalledTimes(1);
  expect(client.markRead).toHaveBeenCalledExactlyOnceWith("n1");
  expect(all(".fx-toast")).toEqual([]);
});

test("a toast goes when its notification was opened here", async () => {
  await show(<Toasts navigate={() => undefined} />);
  await arrive("/orders/1");
  await click(".fx-link");
  expect(all(".fx-toast")).toEqual([]);
});

test("the panel of a bell closes behind what was opened, and stays for another tab", async () => {
  has("/orders/1");
  await show(<NotificationBell navigate={() => undefined} />);
  await click("[data-testid=bell]");
  await click(".fx-main", { button: 1 });
  expect(all("[role=dialog]")).toHaveLength(1);
  await click(".fx-main");
  expect(all("[role=dialog]")).toEqual([]);
});

test("an app arranges the parts of an entry", async () => {
  has("/orders/1");
  const renderItem: RenderItem = (item, { link, meta }) => (
    <>
      <b>{item.priority}</b>
      {meta}
      {link}
    </>
  );
  await show(<Inbox renderItem={renderItem} />);
  expect(one(".fx-body").firstElementChild!.textContent).toBe("normal");
  expect(all(".fx-message")).toEqual([]);
  await click(".fx-main");
  expect(client.markRead).toHaveBeenCalledTimes(1);
});
