import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, NotificationBell, type InboxProps } from "../src/index.js";

let view: Awaited<ReturnType<typeof render>> | undefined;

afterEach(async () => {
  await view?.unmount();
  view?.container.remove();
  view = undefined;
});

const show = async (types: string[], props: InboxProps = {}) => {
  const client = new FakeClient();
  client.set({ loaded: true, notifications: types.map((type, n) => notification(n, { type })), unreadCount: 120 });
  view = await render(<NotificationProvider client={client} children={[<Inbox key="1" {...props} />]} />);
  return client;
};
const all = (selector: string): HTMLElement[] => [...view!.container.querySelectorAll<HTMLElement>(selector)];
const icons = (): (string | undefined)[] => all(".fx-type-icon").map(({ dataset }) => dataset.icon);

test("an entry has the icon of its type, or a neutral one", async () => {
  const types = ["proposal", "message", "payment", "review"];
  await show([...types, "system", "gig", "constructor"]);
  expect(icons()).toEqual([...types, "other", "other", "other"]);
  expect(all(".fx-type").slice(-3).map((type) => type.textContent)).toEqual(["System", "gig", "constructor"]);
  const drawn = all(".fx-type-icon path").map((path) => path.getAttribute("d"));
  expect(new Set(drawn).size).toBe(5);
  const spoken = all(".fx-type-icon svg").map((icon) => icon.getAttribute("aria-hidden"));
  expect(new Set(spoken), "the type is there in words").toEqual(new Set(["true"]));
});

test("an app puts an avatar in its place, where it has one", async () => {
  const renderIcon = vi.fn<NonNullable<InboxProps["renderIcon"]>>(({ id, type }, icon) =>
    type === "message" ? <img id={id} alt="" /> : icon,
  );
  const client = await show(["message", "payment"], { renderIcon });
  expect(all(".fx-lead img").map(({ id }) => id)).toEqual(["n0"]);
  expect(icons()).toEqual(["payment"]);
  const calls = renderIcon.mock.calls.length;
  await act(async () => client.set({ unreadCount: 3 }));
  expect(renderIcon).toHaveBeenCalledTimes(calls);
});

test("the bell passes an avatar on", async () => {
  const client = new FakeClient();
  client.set({ loaded: true, notifications: [notification(1)] });
  const bell = <NotificationBell renderIcon={() => <img alt="" />} />;
  view = await render(<NotificationProvider client={client} children={bell} />);
  await act(async () => all("[data-testid=bell]")[0]!.click());
  expect(all(".fx-lead img")).toHaveLength(1);
});

/** No layout is made here; what the badge owes to its rules is read from them. */
test("the badge takes room of its own and has an edge in the colour of its text", async () => {
  const css = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  const rule = /^\.fx-badge \{([^}]*)\}/m.exec(css)![1]!;
  expect(rule).toMatch(/border: \d+px solid currentcolor;/);
  expect(rule, "is not laid over the bell").not.toMatch(/position|inset/);
  expect(rule, "knows nothing of what it is on").not.toMatch(/surface/);
  const forced = css.slice(css.indexOf("(forced-colors: active)"));
  expect(forced).toMatch(/\.fx-badge\[data-seen="false"\] \{[^}]*color: HighlightText;\s*background: Highlight;/);
});
