import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { Inbox, Toasts } from "../src/index.js";

declare const happyDOM: { settings: { device: { forcedColors: string } } };

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const style = (selector: string): CSSStyleDeclaration => getComputedStyle(view.container.querySelector(selector)!);

beforeEach(async () => {
  happyDOM.settings.device.forcedColors = "active";
  const css = document.head.appendChild(document.createElement("style"));
  css.textContent = await readFile(join(import.meta.dirname, "../src/styles.css"), "utf8");
  client = new FakeClient();
  view = await render(<NotificationProvider client={client} children={[<Inbox key="inbox" />, <Toasts key="toasts" />]} />);
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  document.head.replaceChildren();
  happyDOM.settings.device.forcedColors = "none";
});

// Which colours come of it, only a browser can tell.
test("with forced colours, what a ground told is told by an edge", async () => {
  expect(style(".fx-skeleton").border).toBe("1px solid");
  const critical = notification(1, { priority: "critical", read: true });
  await act(async () => client.set({ loaded: true, notifications: [critical] }));
  await act(async () => client.emit("arrived", [critical]));
  expect(style(".fx-dot").border).toBe("1px solid");
  expect(style(".fx-toast").borderInlineStartWidth).toBe("9px");
});
