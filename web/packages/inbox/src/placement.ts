"use client";

import { useLayoutEffect, type RefObject } from "react";

/** A part of the viewport, in its pixels. */
export interface Area {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Where a panel has its place beside its anchor, all in pixels. */
export interface Place {
  readonly side: "above" | "below";
  /** How far to the right of where it would be by itself; negative: to the left. */
  readonly shift: number;
  /** How high it may be. */
  readonly room: number;
}

/** Between the anchor and its panel. The stylesheet has the same. */
const Gap = 8;

/** What stays free at the edges. */
const Margin = 12;

/** A panel with that much room is not worth being put elsewhere. */
const Enough = 320;

/** Even where there is less room, or a panel would be a slit. */
const Least = 192;

/** Puts a panel beside its anchor, inside an area. It goes by the room there is, not by what the panel has in it now. */
export function placeIn(area: Area, anchor: Area, panel: Pick<Area, "left" | "right">): Place {
  const below = area.bottom - anchor.bottom - Gap - Margin;
  const above = anchor.top - area.top - Gap - Margin;
  const side = below >= Enough || below >= above ? "below" : "above";
  const toTheRight = area.left + Margin - panel.left;
  const toTheLeft = area.right - Margin - panel.right;
  return {
    side,
    shift: Math.max(toTheRight, Math.min(0, toTheLeft)),
    room: Math.max(Least, side === "below" ? below : above),
  };
}

const cuts = /auto|clip|hidden|scroll/;

/** What can be seen of what is in an element's place: the viewport, without what its ancestors cut off. */
function visibleArea(element: Element): Area {
  const { clientWidth, clientHeight } = document.documentElement;
  let area: Area = { top: 0, right: clientWidth, bottom: clientHeight, left: 0 };
  for (let part: Element | null = element; part && part !== document.body; part = part.parentElement) {
    const { overflowX, overflowY, position } = getComputedStyle(part);
    const box = part.getBoundingClientRect();
    if (cuts.test(overflowX))
      area = { ...area, left: Math.max(area.left, box.left), right: Math.min(area.right, box.right) };
    if (cuts.test(overflowY))
      area = { ...area, top: Math.max(area.top, box.top), bottom: Math.min(area.bottom, box.bottom) };
    // What is around it cuts nothing off, and does not scroll it.
    if (position === "fixed") break;
  }
  return area;
}

/** Keeps a panel inside of what can be seen around its parent, from before it is painted on. */
export function usePlacement(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = panel.current!;
    const anchor = element.parentElement!;
    const place = (): void => {
      element.style.removeProperty("--fx-shift");
      const at = placeIn(visibleArea(anchor), anchor.getBoundingClientRect(), element.getBoundingClientRect());
      element.dataset.side = at.side;
      element.style.setProperty("--fx-shift", `${at.shift}px`);
      element.style.setProperty("--fx-room", `${at.room}px`);
    };
    place();
    // It scrolls with its anchor, so only another size of the window moves it.
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, [panel]);
}
