"use client";

import { useCallback, useLayoutEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import { idsOf, type ListEntry } from "./groups.js";

/**
 * The list is one tab stop, whose arrow keys go from entry to entry.
 * @param onEmptied Called when the last one is being taken off, to give the focus another place.
 */
export function useListFocus(list: RefObject<HTMLElement | null>, entries: readonly ListEntry[], onEmptied: () => void) {
  /** What had the focus last, as ids: its line, and what its entry stood for then. What is left of that first is current. */
  const [focused, setFocused] = useState<readonly string[]>([]);
  const held = useRef<Element | null>(null);
  const byId = useMemo(() => new Map(entries.flatMap((entry) => idsOf(entry).map((id) => [id, entry]))), [entries]);
  const current = (focused.map((id) => byId.get(id)).find(Boolean) ?? entries[0])?.item.id;

  useLayoutEffect(() => {
    // What is new in a group makes another entry of it, and what is opened leaves it: neither may lose the focus to nothing.
    const had = held.current;
    if (!had || had.isConnected) return;
    held.current = null;
    const entry = mainsIn(list).find((main) => idOf(main) === current)?.closest<HTMLElement>(".fx-entry");
    const line = had.closest<HTMLElement>(".fx-line")?.dataset.id;
    const same = [...(entry?.querySelectorAll<HTMLElement>(".fx-line") ?? [])].find(({ dataset }) => dataset.id === line);
    const part = same?.querySelector<HTMLElement>(".fx-line-title") ?? (had.matches(".fx-count") && entry?.querySelector<HTMLElement>(".fx-count"));
    // Nothing moves for what comes by itself.
    (part || entry?.querySelector<HTMLElement>(".fx-main"))?.focus({ preventScroll: line === undefined || line !== current });
  }, [list, entries, current]);

  /** An entry takes the focus with it when it goes: its neighbour has it first. */
  const leave = useCallback(
    (id: string): void => {
      const mains = mainsIn(list);
      const at = mains.findIndex((main) => idOf(main) === id);
      const neighbour = mains[at + 1] ?? mains[at - 1];
      if (neighbour) neighbour.focus();
      else onEmptied();
    },
    [list, onEmptied],
  );

  const onFocus = ({ target }: FocusEvent): void => {
    held.current = target;
    const entry = byId.get(target.closest<HTMLElement>(".fx-entry")?.dataset.id ?? "");
    const line = target.closest<HTMLElement>(".fx-line")?.dataset.id;
    if (entry) setFocused([...(line === undefined ? [] : [line]), ...idsOf(entry)]);
  };
  const onBlur = (): void => void (held.current = null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const mains = mainsIn(list);
    const at = mains.findIndex((main) => main.closest(".fx-entry")!.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: mains.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    mains[Math.min(Math.max(to, 0), mains.length - 1)]!.focus();
  };

  return { current, leave, listeners: { onFocus, onBlur, onKeyDown } };
}

const mainsIn = (list: RefObject<HTMLElement | null>): HTMLElement[] => [...list.current!.querySelectorAll<HTMLElement>(".fx-main")];

const idOf = (main: HTMLElement): string | undefined => main.closest<HTMLElement>(".fx-entry")!.dataset.id;
