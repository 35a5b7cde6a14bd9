import type { NotificationOutcome } from "@fixia/notifications";
import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, Toasts } from "../src/index.js";

const actions = [
  { id: "accept", label: "Accept" },
  { id: "decline", label: "Decline" },
];
const at = "2026-01-01T00:01:00.000Z";
const accepted = { action: "accept", at };
const declined = { action: "decline", at };
const asking = (n: number, over: Parameters<typeof notification>[1] = {}) => notification(n, { actions, action_url: "/proposals/1", ...over });

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (id: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  expect(all(id), id).toHaveLength(1);
  return all(id)[0]!;
};
const click = (element: HTMLElement) => act(async () => element.click());
const change = (run: () => void) => act(async () => run());
const show = async (children: ReactNode) => {
  view = await render(<NotificationProvider client={client} children={children} />);
};
/** What is seen of an outcome, and what is heard. */
const said = (): [string, string][] => all("outcome").map(({ children: [, seen, heard] }) => [seen!.textContent!, heard!.textContent!]);
/** What the server does when it says so. */
const held = () => {
  let answer!: (outcome: NotificationOutcome) => void;
  let refuse!: () => void;
  client.act.mockImplementationOnce(
    () =>
      new Promise((resolve, reject) => {
        answer = resolve;
        refuse = () => reject(new Error("503"));
      }),
  );
  return { answer: (outcome: NotificationOutcome) => change(() => answer(outcome)), refuse: () => change(() => refuse()) };
};

beforeEach(() => {
  client = new FakeClient();
  client.set({ loaded: true, state: "live", notifications: [notification(3), asking(2), asking(1)], unreadCount: 3 });
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

describe("an entry", () => {
  test("has its buttons below the message, each named after the notification, the first one to stand out", async () => {
    await show(<Inbox language="en" />);
    expect(all("answer").map((button) => button.getAttribute("aria-label"))).toEqual(
      ["Title 2", "Title 1"].flatMap((title) => [`Accept: ${title}`, `Decline: ${title}`]),
    );
    expect(all("answer").map(({ textContent, dir, dataset }) => [textContent, dir, dataset.primary])).toEqual(
      [1, 2].flatMap(() => [
        ["Accept", "auto", "true"],
        ["Decline", "auto", "false"],
      ]),
    );
    const body = all("answer")[0]!.closest(".fx-body")!;
    const parts = [...body.querySelectorAll(".fx-message, .fx-answers")].map(({ className }) => className.split(" ")[0]);
    expect(parts).toEqual(["fx-message", "fx-answers"]);
  });

  test("has them for the Tab key while it is the current one", async () => {
    await show(<Inbox />);
    expect(all("answer").map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, -1, -1]);
    await change(() => all("answer")[1]!.focus());
    expect(all("answer").map(({ tabIndex }) => tabIndex)).toEqual([0, 0, -1, -1]);
  });

  test("shows the one that was pressed in their place, and opens nothing by that", async () => {
    const onOpen = vi.fn();
    const { answer } = held();
    await show(<Inbox language="en" onOpen={onOpen} />);
    const [accept, decline] = all("answer");
    await click(accept!);
    expect(said()).toEqual([["Accept", "You chose: Accept"]]);
    expect(all("answer"), "of the other entry").toHaveLength(2);
    await click(accept!);
    await click(decline!);
    expect(client.act).toHaveBeenCalledExactlyOnceWith("n2", "accept");
    await answer(accepted);
    expect(said()).toEqual([["Accept", "You chose: Accept"]]);
    expect(onOpen).not.toHaveBeenCalled();
    expect(client.markRead).not.toHaveBeenCalled();
  });

  test("shows what was pressed on another device, which is not the one that was pressed here", async () => {
    const { answer } = held();
    await show(<Inbox language="en" />);
    await click(all("answer")[0]!);
    await answer(declined);
    expect(said()).toEqual([["Decline", "You chose: Decline"]]);
    await change(() => client.set({ notifications: [notification(3), asking(2, { outcome: accepted }), asking(1, { outcome: declined })] }));
    expect(said().map(([seen]) => seen)).toEqual(["Accept", "Decline"]);
    expect(all("answer")).toEqual([]);
  });

  test("has its buttons back when that fails, and the focus on the one that was pressed", async () => {
    const { refuse } = held();
    await show(<Inbox />);
    const decline = all("answer")[1]!;
    await change(() => decline.focus());
    await click(decline);
    expect(document.activeElement).toBe(one("outcome"));
    await refuse();
    expect(all("outcome")).toEqual([]);
    expect(document.activeElement!.getAttribute("aria-label")).toBe("Decline: Title 2");
    await click(all("answer")[1]!);
    expect(client.act).toHaveBeenCalledTimes(2);
  });

  test("passes the focus on to what was pressed elsewhere, and takes none that was not on its buttons", async () => {
    await show(<Inbox />);
    await change(() => all("answer")[0]!.focus());
    await change(() => client.set({ notifications: [notification(3), asking(2, { outcome: declined }), asking(1, { outcome: accepted })] }));
    expect(document.activeElement).toBe(all("outcome")[0]);
    expect(all("outcome").map(({ tabIndex }) => tabIndex)).toEqual([-1, -1]);
  });

  test("shows an outcome to nobody by a name that it does not know", async () => {
    client.set({ notifications: [asking(1, { outcome: { action: "other", at } })] });
    await show(<Inbox />);
    expect([...all("answer"), ...all("outcome")]).toEqual([]);
  });

  test("has them also where the app arranges its parts", async () => {
    await show(<Inbox renderItem={(_, { link }) => link} />);
    expect(all("answer")).toHaveLength(4);
  });
});

test.each(["archived", "snoozed"] as const)("what is %s shows an outcome, and asks nothing", async (removed) => {
  client.readPage.mockResolvedValue({
    notifications: [asking(9, { read: true, removed, outcome: accepted }), asking(8, { read: true, removed })],
    hasMore: false,
  });
  await show(<Inbox />);
  await click(one(`filter-${removed}`));
  expect(all("notification")).toHaveLength(2);
  expect(said().map(([seen]) => seen)).toEqual(["Accept"]);
  expect(all("answer")).toEqual([]);
});

describe("a part", () => {
  test("is read anew after a press, and shows it before", async () => {
    const part = [asking(9, { type: "payment", read: true })];
    client.readPage.mockImplementation(async () => ({ notifications: part, hasMore: false }));
    client.set({ unreadByType: { payment: 1 } });
    await show(<Inbox />);
    const select = one("filter-type") as HTMLSelectElement;
    await change(() => {
      select.value = "payment";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const before = client.readPage.mock.calls.length;
    await click(all("answer")[1]!);
    expect(said().map(([seen]) => seen)).toEqual(["Decline"]);
    expect(client.readPage.mock.calls.length).toBeGreaterThan(before);
  });

  test("of what is unread loses it, passes the focus on, and says what was chosen", async () => {
    const items = [notification(3), asking(2), asking(1)];
    client.readPage.mockImplementation(async () => ({ notifications: items, hasMore: false }));
    await show(<Inbox language="en" />);
    await click(one("filter-unread"));
    client.act.mockImplementationOnce(async (_, action) => {
      items.splice(1, 1);
      client.set({ notifications: [notification(3), asking(2, { read: true, outcome: accepted }), asking(1)] });
      return { action, at };
    });
    await change(() => all("answer")[0]!.focus());
    await click(all("answer")[0]!);
    expect(all("notification-title").map((title) => title.textContent)).toEqual(["Title 3", "Title 1"]);
    expect(document.activeElement!.textContent).toBe("Title 1");
    const heard = () => [...view.container.querySelectorAll("[role=status].fx-hidden")].map((part) => part.textContent);
    expect(heard()).toContain("You chose: Accept");
    await click(one("filter-all"));
    expect(heard()).not.toContain("You chose: Accept");
  });
});

describe("a toast", () => {
  const toasts = (): (string | undefined)[] => all("toast").map(({ dataset }) => dataset.id);
  const heard = (): string[] => [...view.container.querySelectorAll(".fx-toasts > .fx-hidden")].map((part) => part.textContent!);
  const pass = (ms: number) => change(() => void vi.advanceTimersByTime(ms));

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await show(<Toasts language="en" visibleMs={1_000} />);
    await change(() => client.emit("arrived", [asking(2)]));
  });

  test("has the same buttons, stays while one of them has the focus, and goes once it is pressed", async () => {
    expect(all("answer").map((button) => button.getAttribute("aria-label"))).toEqual(["Accept: Title 2", "Decline: Title 2"]);
    await change(() => all("answer")[0]!.focus());
    await pass(5_000);
    expect(toasts()).toEqual(["n2"]);
    const { answer } = held();
    await click(all("answer")[0]!);
    expect(client.act).toHaveBeenCalledExactlyOnceWith("n2", "accept");
    expect(toasts()).toEqual([]);
    expect(heard(), "before it is known what holds").toEqual([]);
    await answer(declined);
    expect(heard()).toEqual(["You chose: Decline"]);
  });

  test("goes when it fails, too, which another one tells", async () => {
    const { refuse } = held();
    await click(all("answer")[0]!);
    await change(() => client.emit("mark-failed", new Error("503")));
    await refuse();
    expect(toasts()).toEqual(["failed"]);
    expect(heard()).toEqual([]);
  });
});

test("the panel of the bell says that a press failed", async () => {
  await show(<NotificationBell language="en" />);
  await click(one("bell"));
  client.act.mockImplementationOnce(async () => {
    client.emit("mark-failed", new Error("503"));
    throw new Error("503");
  });
  await click(all("answer")[0]!);
  const notice = view.container.querySelector<HTMLElement>(".fx-notice")!;
  expect([notice.textContent, notice.hidden]).toEqual(["That could not be saved. Please try again.", false]);
  expect(all("answer")).toHaveLength(4);
});

/** No layout is made here; what the buttons owe to their rules is read from them. */
test("the buttons lie above the row, wrap, are large enough, and differ with forced colours", async () => {
  const css = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  const rule = (selector: string): string => css.slice(css.indexOf(`\n${selector} {`)).split("}")[0]!;
  expect(rule(".fx-answers")).toMatch(/position: relative;\s*z-index: 1;/);
  expect(rule(".fx-asked")).toContain("flex-wrap: wrap;");
  expect(rule(".fx .fx-answer")).toMatch(/min-width: 2rem;\s*min-height: 2rem;/);
  const forced = css.slice(css.indexOf("(forced-colors: active)"));
  expect(forced).toMatch(/\.fx-answer\[data-primary="true"\] \{\s*border-width: 3px;/);
});
