"use client";

import { useLayoutEffect, useRef, type RefObject } from "react";
import { TopPx } from "./FreshPill.js";

/** Browsers keep in place what is read while something comes above it. For Safari, which does not, it is done here. */
export function useKeptPlace(list: RefObject<HTMLElement | null>, notifications: unknown): void {
  const before = useRef<{ entry: HTMLElement; at: number }>(undefined);
  useLayoutEffect(() => {
    const element = list.current!;
    if (typeof CSS === "undefined" || CSS.supports("overflow-anchor", "auto")) return;
    const placeOf = (entry: HTMLElement): number => entry.offsetTop - element.offsetTop;
    const first = before.current;
    if (first?.entry.isConnected && element.scrollTop > TopPx) element.scrollTop += placeOf(first.entry) - first.at;
    const entry = element.querySelector<HTMLElement>(".fx-entry")!;
    before.current = { entry, at: placeOf(entry) };
  }, [list, notifications]);
}
