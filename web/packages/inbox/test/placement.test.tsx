import { NotificationProvider } from "@fixia/notifications-react";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { act } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeClient } from "../../notifications-react/test/support/fakeClient.js";
import { render } from "../../notifications-react/test/support/render.js";
import { NotificationBell } from "../src/index.js";
import { placeIn, type Area } from "../src/placement.js";

const screen: Area = { top: 0, right: 1_000, bottom: 800, left: 0 };
const width = 384;

/** A bell whose panel ends where it ends, as it is in a left-to-right page, or begins where it begins. */
const bellAt = (left: number, top: number, rtl = false) => {
  const anchor: Area = { top, right: left + 36, bottom: top + 36, left };
  return [anchor, rtl ? { left, right: left + width } : { left: anchor.right - width, right: anchor.right }] as const;
};

describe("a panel", () => {
  test.each([
    ["at the right edge", bellAt(940, 8), 592],
    ["in the middle", bellAt(500, 8), 152],
    ["at the left edge", bellAt(8, 8), 12],
    ["at the left edge, right to left", bellAt(24, 8, true), 24],
    ["at the right edge, right to left", bellAt(940, 8, true), 604],
  ])("is inside the screen with its bell %s", (_, [anchor, panel], left) => {
    const { shift, side } = placeIn(screen, anchor, panel);
    expect(panel.left + shift).toBe(left);
    expect(side).toBe("below");
  });

  test("shows its left side where there is less room than it is wide", () => {
    const [anchor, panel] = bellAt(8, 8);
    expect(panel.left + placeIn({ ...screen, right: 300 }, anchor, panel).shift).toBe(12);
  });

  test.each([
    ["at the top", 8, "below", 736],
    ["with room enough below", 400, "below", 344],
    ["with more room above", 600, "above", 580],
    ["at the bottom", 760, "above", 740],
  ])("has the room that there is with its bell %s", (_, top, side, room) => {
    expect(placeIn(screen, ...bellAt(500, top))).toMatchObject({ side, room });
  });

  test("is never a slit", () => {
    expect(placeIn({ ...screen, bottom: 120 }, ...bellAt(500, 40)).room).toBe(192);
  });
});

describe("the panel of a bell", () => {
  let view: Awaited<ReturnType<typeof render>>;

  afterEach(async () => {
    await view.unmount();
    view.container.remove();
  });

  const openAt = async (left: number, top: number) => {
    const [anchor, panel] = bellAt(left, top);
    vi.spyOn(document.documentElement, "clientWidth", "get").mockReturnValue(1_000);
    vi.spyOn(document.documentElement, "clientHeight", "get").mockReturnValue(800);
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
      if (this.id === "cut") return { ...screen, left: 100, bottom: 500 } as DOMRect;
      return (this.matches(".fx-panel") ? { ...anchor, ...panel } : anchor) as DOMRect;
    });
    await act(async () => view.container.querySelector<HTMLElement>("[data-testid=bell]")!.click());
    const { style, dataset } = view.container.querySelector<HTMLElement>(".fx-panel")!;
    return { side: dataset.side, shift: style.getPropertyValue("--fx-shift"), room: style.getPropertyValue("--fx-room") };
  };
  const page = (cut?: "hidden", position?: "fixed") => (
    <NotificationProvider client={new FakeClient()}>
      <div id="cut" style={{ overflowX: cut, overflowY: cut }}>
        <div style={{ position }}>
          <NotificationBell />
        </div>
      </div>
    </NotificationProvider>
  );

  test("is moved into the viewport, above the bell where that has more room", async () => {
    view = await render(page());
    expect(await openAt(8, 700)).toEqual({ side: "above", shift: "352px", room: "680px" });
  });

  test("is moved into the part of the page that nothing cuts off", async () => {
    view = await render(page("hidden"));
    expect(await openAt(120, 400)).toEqual({ side: "above", shift: "340px", room: "380px" });
  });

  test("minds nothing around what is fixed", async () => {
    view = await render(page("hidden", "fixed"));
    expect(await openAt(120, 400)).toEqual({ side: "below", shift: "240px", room: "344px" });
  });

  test("is placed anew when the window changes its size, and no more once it is closed", async () => {
    view = await render(page());
    expect((await openAt(8, 8)).room).toBe("736px");
    const panel = view.container.querySelector<HTMLElement>(".fx-panel")!;
    vi.spyOn(document.documentElement, "clientHeight", "get").mockReturnValue(500);
    await act(async () => void window.dispatchEvent(new Event("resize")));
    expect(panel.style.getPropertyValue("--fx-room")).toBe("436px");
    await act(async () => view.container.querySelector<HTMLElement>(".fx-close")!.click());
    vi.spyOn(document.documentElement, "clientHeight", "get").mockReturnValue(600);
    await act(async () => void window.dispatchEvent(new Event("resize")));
    expect(panel.style.getPropertyValue("--fx-room")).toBe("436px");
  });
});

test.each(["styles.css", "preferences.css"])("%s holds in a page of either direction", async (name) => {
  const css = await readFile(join(import.meta.dirname, "../src", name), "utf8");
  const declarations = css.replace(/\/\*[^]*?\*\//g, "").match(/[\w-]+:[^;{}]+;/g)!;
  const physical = declarations.filter((declaration) => {
    const [property, value] = declaration.split(/:\s*/) as [string, string];
    const [, right, , left] = /^(padding|margin|inset|border-width)$/.test(property) ? value.split(/\s+/) : [];
    const uneven = left !== undefined && right !== left && !value.includes("safe-area");
    return uneven || /(^|-)(left|right)(-|$)/.test(property) || /^(left|right)/.test(value);
  });
  expect(declarations.length).toBeGreaterThan(50);
  expect(physical).toEqual([]);
});
