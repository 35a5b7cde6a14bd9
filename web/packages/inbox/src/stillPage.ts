"use client";

import { useEffect } from "react";

/**
 * Marks what scrolls the page, for the stylesheet to hold it still where the panel is a sheet over it. An attribute, because
 * styles and class names of the root are the app's.
 */
export function useStillPage(): void {
  useEffect(() => {
    const parts = scrollers();
    for (const part of parts) part.dataset.fxStill = "";
    return () => {
      for (const part of parts) delete part.dataset.fxStill;
    };
  }, []);
}

/**
 * The window scrolls by the overflow of the root, or of the body where the root has none of its own. Either hidden in the other's
 * place would make the body a scroller of its own: the page would jump to its top, and what sticks would let go.
 */
function scrollers(): HTMLElement[] {
  const { documentElement: root, body } = document;
  const scrolls = (part: HTMLElement): boolean => !/^(visible)?$/.test(getComputedStyle(part).overflow);
  if (!scrolls(root)) return [body];
  return scrolls(body) ? [root, body] : [root];
}
