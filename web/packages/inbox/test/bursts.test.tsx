import { NotificationProvider } from "@fixia/notifications-react";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient, notification } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { NotificationBell, Toasts } from "../src/index.js";

let client: FakeClient;
let view: Awaited<ReturnType<typeof render>>;
const all = (selector: string): HTMLElement[] => [...view.container.querySelectorAll<HTMLElement>(selector)];
const toasts = (): HTMLElement[] => all("[data-testid=toast]");
const titles = (): string[] => toasts().map((toast) => toast.querySelector(".fx-title")!.textContent!);
const click = (element: HTMLElement) => act(async () => element.click());
const bell = (): HTMLElement => all("[data-testid=bell]")[0]!;
const arrive = (...items: ReturnType<typeof notification>[]) => act(async () => client.emit("arrived", items));
const critical = (n: number) => notification(n, { priority: "critical" });
const pass = (ms: number) => act(async () => void vi.advanceTimersByTime(ms));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  client = new FakeClient();
  client.set({ loaded: true, state: "live" });
  view = await render(
    <NotificationProvider client={client}>
      <NotificationBell language="es" />
      <Toasts language="es" />
    </NotificationProvider>,
  );
});

afterEach(async () => {
  await view.unmount();
  view.container.remove();
  vi.useRealTimers();
});

describe("a burst", () => {
  test("is one toast that counts on, however it comes", async () => {
    for (const n of [1, 2, 3]) await arrive(notification(n));
    expect(titles()).toEqual(["Title 1", "Title 2", "Title 3"]);
    await arrive(notification(4));
    expect(titles()).toEqual(["4 notificaciones nuevas"]);
    await arrive(notification(5), notification(4));
    expect(titles()).toEqual(["5 notificaciones nuevas"]);
    await pass(6_000);
    expect(toasts()).toEqual([]);
    await arrive(notification(6));
    expect(titles(), "which is over").toEqual(["Title 6"]);
  });

  test("leaves alone what is critical", async () => {
    await arrive(...[1, 2, 3, 4].map((n) => notification(n)), critical(5));
    await arrive(critical(6));
    expect(titles()).toEqual(["4 notificaciones nuevas", "Title 5", "Title 6"]);
  });

  test("goes once all of it was read elsewhere", async () => {
    const read = (n: number) => notification(n, { read: true });
    await arrive(...[1, 2, 3, 4].map((n) => notification(n)));
    await act(async () => client.set({ notifications: [notification(4), read(3), read(2), read(1)] }));
    expect(toasts()).toHaveLength(1);
    await act(async () => client.set({ notifications: [read(4), read(3), read(2), read(1)] }));
    expect(toasts()).toEqual([]);
  });

  test("opens the inbox, with the focus in it", async () => {
    await arrive(...[1, 2, 3, 4].map((n) => notification(n)));
    const open = toasts()[0]!.querySelector<HTMLElement>(".fx-link")!;
    expect(open.getAttribute("aria-label")).toBe("Abrir: 4 notificaciones nuevas");
    await click(open);
    expect(bell().getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(all("[role=dialog]")[0]);
    expect(toasts()).toEqual([]);
  });

  test("offers nothing to open where there is no bell", async () => {
    await view.show(<NotificationProvider client={client} children={<Toasts language="es" />} />);
    await arrive(...[1, 2, 3, 4].map((n) => notification(n)));
    expect(titles()).toEqual(["4 notificaciones nuevas"]);
    expect(all(".fx-link")).toEqual([]);
  });
});

describe("beside the open panel of the bell", () => {
  const heard = (): string[] => all(".fx-toasts > .fx-hidden").map((part) => part.textContent!);

  test("toasts are heard and not seen, and those that pass are gone when it is closed", async () => {
    await arrive(notification(1));
    await click(bell());
    expect(toasts()).toEqual([]);
    await arrive(notification(2), critical(3));
    expect(toasts()).toEqual([]);
    expect(heard()).toEqual(["Title 2", "Title 3"]);
    expect(all(".fx-toasts [role=alert]")).toHaveLength(1);
    await click(bell());
    expect(titles(), "what is critical waits to be dismissed").toEqual(["Title 3"]);
    await pass(60_000);
    expect(titles()).toEqual(["Title 3"]);
  });

  test("what could not be saved is told in the panel, for a while", async () => {
    await click(bell());
    await act(async () => client.emit("mark-failed", new Error("500")));
    const notice = all(".fx-notice")[0]!;
    expect(notice.textContent).toBe("No se pudo guardar. Intentá de nuevo.");
    expect(notice.dataset.kind).toBe("error");
    expect(toasts()).toEqual([]);
    await pass(6_000);
    expect(notice.hidden).toBe(true);
  });

  test("toasts of another client go on showing", async () => {
    const other = new FakeClient();
    await view.show(
      <>
        <NotificationProvider client={client} children={<NotificationBell />} />
        <NotificationProvider client={other} children={<Toasts />} />
      </>,
    );
    await click(bell());
    await act(async () => other.emit("arrived", [notification(1)]));
    expect(titles()).toEqual(["Title 1"]);
  });

  test("a bell that goes with its panel open leaves the toasts free", async () => {
    await click(bell());
    await view.show(<NotificationProvider client={client} children={<Toasts language="es" />} />);
    await arrive(notification(1));
    expect(titles()).toEqual(["Title 1"]);
  });
});
