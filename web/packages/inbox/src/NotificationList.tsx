"use client";

import type { NotificationFeed, NotificationItem } from "@fixia/notifications-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import type { Act } from "./Answers.js";
import { FreshPill } from "./FreshPill.js";
import { useKeptPlace } from "./keptPlace.js";
import { NotificationEntry, type RenderIcon, type RenderItem } from "./NotificationEntry.js";
import type { Open, OpenProps } from "./opening.js";
import { useLocale } from "./texts.js";
import { dayLabel, dayOf, useToday } from "./time.js";

/** How far below the visible part older ones are loaded ahead. */
const LoadAhead = "400px";

/** What can be done with one notification. */
export interface EntryActions {
  readonly read: (id: string) => void;
  readonly unread: (id: string) => void;
  readonly act: Act;
  readonly archive: (id: string) => void;
  readonly snooze: (id: string, until: Date) => void;
  readonly restore: (id: string) => void;
  readonly delete: (id: string) => void;
}

interface ListProps {
  feed: Omit<NotificationFeed, "loaded" | "refresh">;
  actions: EntryActions;
  /** Whether what is read is taken off. */
  unreadOnly: boolean;
  /** `null` while nothing can be selected. */
  selected: ReadonlySet<string> | null;
  onSelect: (id: string) => void;
  open: Open;
  renderLink: OpenProps["renderLink"];
  renderItem: RenderItem | undefined;
  renderIcon: RenderIcon | undefined;
  /** Called when the last one is being taken off, to give the focus another place. */
  onEmptied: () => void;
}

/** The notifications by day, with the older ones loaded as they come near. */
export function NotificationList({
  feed,
  actions,
  unreadOnly,
  selected,
  onSelect,
  open,
  renderLink,
  renderItem,
  renderIcon,
  onEmptied,
}: ListProps) {
  const { notifications, hasMore, loadingMore, error, loadMore } = feed;
  const { texts, language } = useLocale();
  const today = useToday();
  const id = useId();
  const [focused, setFocused] = useState<string | null>(null);
  /** What is newer came while the list was shown. */
  const [newestAtFirst] = useState(notifications[0]!.created_at);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const days = useMemo(() => byDay(notifications), [notifications]);
  const current = notifications.some((item) => item.id === focused) ? focused : (notifications[0]?.id ?? null);

  useKeptPlace(list, notifications);

  useEffect(() => {
    // After a failure the next try is the user's, or it would be repeated for as long as the end is in sight.
    if (!hasMore || loadingMore || error || !end.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void loadMore();
      },
      { root: list.current, rootMargin: LoadAhead },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, loadingMore, error, loadMore]);

  /** An entry takes the focus with it when it goes: its neighbour has it first. */
  const leave = useCallback(
    (id: string): void => {
      const mains = [...list.current!.querySelectorAll<HTMLElement>(".fx-main")];
      const at = mains.findIndex((main) => main.closest<HTMLElement>(".fx-entry")!.dataset.id === id);
      const neighbour = mains[at + 1] ?? mains[at - 1];
      if (neighbour) neighbour.focus();
      else onEmptied();
    },
    [onEmptied],
  );
  const leaving = useMemo(() => {
    const first =
      <Details extends unknown[], Result>(run: (id: string, ...details: Details) => Result) =>
      (id: string, ...details: Details): Result => {
        leave(id);
        return run(id, ...details);
      };
    const { act, archive, snooze, restore } = actions;
    return {
      act: unreadOnly ? first(act) : act,
      archive: first(archive),
      snooze: first(snooze),
      restore: first(restore),
      delete: first(actions.delete),
    };
  }, [leave, actions, unreadOnly]);

  const follow = (event: FocusEvent): void => {
    const entry = (event.target as Element).closest<HTMLElement>(".fx-entry");
    if (entry?.dataset.id) setFocused(entry.dataset.id);
  };

  const move = (event: KeyboardEvent): void => {
    const mains = [...list.current!.querySelectorAll<HTMLElement>(".fx-main")];
    const at = mains.findIndex((main) => main.closest(".fx-entry")!.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: mains.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    mains[Math.min(Math.max(to, 0), mains.length - 1)]!.focus();
  };

  return (
    <>
      <FreshPill list={list} notifications={notifications} />
      <div className="fx-list" ref={list} onFocus={follow} onKeyDown={move}>
        {days.map(({ day, items }) => (
          <div key={day} role="group" aria-labelledby={`${id}${day}`}>
            <h3 className="fx-day" id={`${id}${day}`}>
              {dayLabel(day, today, language)}
            </h3>
            <ul>
              {items.map((item) => (
                <NotificationEntry
                  key={item.id}
                  item={item}
                  current={item.id === current}
                  fresh={item.created_at > newestAtFirst}
                  onRead={actions.read}
                  onUnread={actions.unread}
                  onAct={leaving.act}
                  onArchive={leaving.archive}
                  onSnooze={leaving.snooze}
                  onRestore={leaving.restore}
                  onDelete={leaving.delete}
                  selected={selected?.has(item.id)}
                  onSelect={onSelect}
                  open={open}
                  renderLink={renderLink}
                  renderItem={renderItem}
                  renderIcon={renderIcon}
                />
              ))}
            </ul>
          </div>
        ))}
        {hasMore && (
          <div className="fx-end" ref={end}>
            <button type="button" className="fx-button" disabled={loadingMore} onClick={() => void loadMore()}>
              {loadingMore ? texts.loading : texts.loadMore}
            </button>
          </div>
        )}
      </div>
    </>
  );
}

function byDay(notifications: readonly NotificationItem[]): { day: string; items: NotificationItem[] }[] {
  const days: { day: string; items: NotificationItem[] }[] = [];
  for (const item of notifications) {
    const day = dayOf(item.created_at);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
