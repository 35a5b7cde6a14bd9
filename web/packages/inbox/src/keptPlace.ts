"use client";

import type { NotificationItem } from "@fixia/notifications-react";
import { useLayoutEffect, useRef, type RefObject } from "react";
import { TopPx } from "./FreshPill.js";

/** Browsers keep in place what is read while something comes above it. For Safari, which does not, it is done here. */
export function useKeptPlace(list: RefObject<HTMLElement | null>, notifications: readonly NotificationItem[]): void {
  const before = useRef({ id: "", at: 0 });
  useLayoutEffect(() => {
    const element = list.current!;
    if (typeof CSS === "undefined" || CSS.supports("overflow-anchor", "auto")) return;
    const placeOf = (id: string): number | undefined => {
      const entry = element.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
      return entry ? entry.offsetTop - element.offsetTop : undefined;
    };
    const { id, at } = before.current;
    const now = placeOf(id);
    if (now !== undefined && element.scrollTop > TopPx) element.scrollTop += now - at;
    const first = notifications[0]!.id;
    before.current = { id: first, at: placeOf(first)! };
  }, [list, notifications]);
}
