"use client";

import { useEffect, useState, type RefObject } from "react";
import { MoreIcon } from "./icons.js";
import { useLocale } from "./texts.js";
import { Tool } from "./Tool.js";

const watched = new WeakMap<Element, () => void>();
let observer: ResizeObserver | undefined;

/**
 * Measures after each layout that gave an element another size, and so without forcing one. One observer does it for all, and
 * leaves out what a long list does not lay out because it is out of sight.
 */
function watch(element: Element, measure: () => void): () => void {
  const all = (observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) watched.get(target)?.();
  }));
  watched.set(element, measure);
  all.observe(element);
  return () => {
    watched.delete(element);
    all.unobserve(element);
  };
}

/** Lines and pixels do not always come out even. */
const isCut = ({ scrollHeight, clientHeight }: Element): boolean => scrollHeight > clientHeight + 1;

export interface Clamp {
  /** Whether some of it does not show unless it is expanded. */
  readonly cut: boolean;
  readonly expanded: boolean;
  readonly toggle: () => void;
}

/** Tells whether what has the class `fx-clamp` in a part of the page shows in full, and lets it. */
export function useClamp(part: RefObject<HTMLElement | null>, title: string, message: string | undefined): Clamp {
  const [expanded, setExpanded] = useState(false);
  const [cut, setCut] = useState(false);
  useEffect(() => {
    const element = part.current;
    // Once expanded nothing is cut, and what shows it in full has to stay all the same.
    if (expanded || !element || typeof ResizeObserver === "undefined") return;
    return watch(element, () => setCut([...element.querySelectorAll(".fx-clamp")].some(isCut)));
    // Another text may be cut although it takes the same room, so it is measured anew.
  }, [part, expanded, title, message]);
  return { cut, expanded, toggle: () => setExpanded(!expanded) };
}

interface MoreProps {
  clamp: Clamp;
  /** The title of what there is more of. */
  of: string;
  tabIndex?: number;
}

/** Shows the rest of what is cut. Screen readers have all of it anyway. */
export function MoreButton({ clamp: { cut, expanded, toggle }, of, tabIndex }: MoreProps) {
  const { texts } = useLocale();
  if (!cut) return null;
  return (
    <Tool
      className="fx-action fx-more"
      testId="more"
      label={texts.labelled(texts.more, of)}
      title={texts.more}
      icon={MoreIcon}
      aria-expanded={expanded}
      tabIndex={tabIndex}
      onClick={toggle}
    />
  );
}
