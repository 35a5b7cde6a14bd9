"use client";

import type { NotificationItem } from "@fixia/notifications-react";
import { useEffect, useState, type RefObject } from "react";
import { useLocale } from "./texts.js";

/** So far from its top the list counts as being there, in px: who reads the first entry sees what comes above it. */
export const TopPx = 8;

interface PillProps {
  list: RefObject<HTMLElement | null>;
  notifications: readonly NotificationItem[];
}

/**
 * Tells of what comes while the list is scrolled down, and leads to it. It is apart from the list, which does not render again
 * when it comes or goes.
 */
export function FreshPill({ list, notifications }: PillProps) {
  const { texts } = useLocale();
  /** When the newest was created that there was when the list left its top; `null` while it is there. */
  const [left, setLeft] = useState<string | null>(null);
  /** How many there were when it was announced: once is enough. */
  const [said, setSaid] = useState(0);
  const newest = notifications[0]!.created_at;

  useEffect(() => {
    const element = list.current!;
    const look = (): void => setLeft((left) => (element.scrollTop <= TopPx ? null : (left ?? newest)));
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [list, newest]);

  const at = left === null ? 0 : notifications.findIndex(({ created_at }) => created_at <= left);
  const count = at < 0 ? notifications.length : at;
  if (count > 0 !== said > 0) setSaid(count);

  const toTop = (): void => {
    setLeft(null);
    list.current!.scrollTop = 0;
    // The pill goes, and must not take the focus with it.
    list.current!.querySelector<HTMLElement>(".fx-main")?.focus({ preventScroll: true });
  };

  return (
    <div className="fx-fresh">
      <span className="fx-hidden" role="status">
        {said > 0 && texts.fresh(said)}
      </span>
      {count > 0 && (
        <button type="button" className="fx-button fx-pill" data-testid="fresh" onClick={toTop}>
          {texts.fresh(count)}
        </button>
      )}
    </div>
  );
}
