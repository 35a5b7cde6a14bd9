"use client";

import type { NotificationFeed } from "@fixia/notifications-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { Act } from "./Answers.js";
import { FreshPill } from "./FreshPill.js";
import { foldGroups, idsOf, type ListEntry } from "./groups.js";
import { useKeptPlace } from "./keptPlace.js";
import { useListFocus } from "./listFocus.js";
import { NotificationEntry, type RenderIcon, type RenderItem, type Selected } from "./NotificationEntry.js";
import type { Open, OpenProps } from "./opening.js";
import { useLocale } from "./texts.js";
import { dayLabel, dayOf, useToday } from "./time.js";

/** How far below the visible part older ones are loaded ahead. */
const LoadAhead = "400px";

/** What can be done with an entry: with all that it stands for, the newest first, but for its buttons. */
export interface EntryActions {
  readonly read: (ids: readonly string[]) => void;
  readonly unread: (ids: readonly string[]) => void;
  readonly act: Act;
  readonly archive: (ids: readonly string[]) => void;
  readonly snooze: (ids: readonly string[], until: Date) => void;
  readonly restore: (ids: readonly string[]) => void;
  readonly delete: (ids: readonly string[]) => void;
}

interface ListProps {
  feed: Omit<NotificationFeed, "loaded" | "refresh">;
  actions: EntryActions;
  /** Whether what is read is taken off. */
  unreadOnly: boolean;
  /** `null` while nothing can be selected. */
  selected: ReadonlySet<string> | null;
  onSelect: (ids: readonly string[]) => void;
  open: Open;
  renderLink: OpenProps["renderLink"];
  renderItem: RenderItem | undefined;
  renderIcon: RenderIcon | undefined;
  /** Called when the last one is being taken off, to give the focus another place. */
  onEmptied: () => void;
}

/** The notifications by day, those of a group as one entry, with the older ones loaded as they come near. */
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
  const { hasMore, loadingMore, error, loadMore } = feed;
  const [asking, setAsking] = useState(false);
  const notifications = useHeld(feed.notifications, asking);
  const { texts, language } = useLocale();
  const today = useToday();
  const id = useId();
  /** What is newer came while the list was shown. */
  const [newestAtFirst] = useState(notifications[0]!.created_at);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { entries, unfolded, toggle } = useGroups(notifications);
  const days = useMemo(() => byDay(entries), [entries]);
  const { current, leave, listeners } = useListFocus(list, entries, onEmptied);

  useKeptPlace(list, notifications);

  useEffect(() => {
    // After a failure the next try is the user's, or it would be repeated for as long as the end is in sight.
    if (asking || !hasMore || loadingMore || error || !end.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void loadMore();
      },
      { root: list.current, rootMargin: LoadAhead },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [asking, hasMore, loadingMore, error, loadMore]);

  const leaving = useMemo(() => {
    const first =
      <Ids extends string | readonly string[], Details extends unknown[], Result>(run: (ids: Ids, ...details: Details) => Result) =>
      (ids: Ids, ...details: Details): Result => {
        leave([ids].flat()[0]!);
        return run(ids, ...details);
      };
    const { read, act, archive, snooze, restore } = actions;
    return {
      read: unreadOnly ? first(read) : read,
      act: unreadOnly ? first(act) : act,
      archive: first(archive),
      snooze: first(snooze),
      restore: first(restore),
      delete: first(actions.delete),
    };
  }, [leave, actions, unreadOnly]);

  return (
    <>
      <FreshPill list={list} notifications={notifications} />
      <div className="fx-list" ref={list} {...listeners}>
        {days.map(({ day, entries }) => (
          <div key={day} role="group" aria-labelledby={`${id}${day}`}>
            <h3 className="fx-day" id={`${id}${day}`}>
              {dayLabel(day, today, language)}
            </h3>
            <ul>
              {entries.map(({ item, others }) => (
                <NotificationEntry
                  key={item.id}
                  item={item}
                  others={others}
                  unfolded={others.length > 0 && unfolded.has(item.group_key!)}
                  onUnfold={toggle}
                  current={item.id === current}
                  fresh={item.created_at > newestAtFirst}
                  onRead={leaving.read}
                  onUnread={actions.unread}
                  // The others stay when the newest goes.
                  onAct={others.length > 0 ? actions.act : leaving.act}
                  onArchive={leaving.archive}
                  onSnooze={leaving.snooze}
                  onAsking={setAsking}
                  onRestore={leaving.restore}
                  onDelete={leaving.delete}
                  selected={selected ? selectedOf({ item, others }, selected) : undefined}
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

/** The value from before the hold: an entry that moves, or becomes another one, would take its open dialog away. */
function useHeld<Value>(value: Value, hold: boolean): Value {
  const before = useRef(value);
  useEffect(() => {
    if (!hold) before.current = value;
  });
  return hold ? before.current : value;
}

/** What a list shows, and which groups show all of theirs. */
function useGroups(notifications: NotificationFeed["notifications"]) {
  const before = useRef<readonly ListEntry[]>([]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const entries = useMemo(() => foldGroups(notifications, before.current), [notifications]);
  useEffect(() => {
    before.current = entries;
    // What comes after all were read begins anew.
    const groups = new Set(entries.map(({ item, others }) => (others.length > 0 ? item.group_key : null)));
    setUnfolded((unfolded) => {
      const left = [...unfolded].filter((group) => groups.has(group));
      return left.length === unfolded.size ? unfolded : new Set(left);
    });
  }, [entries]);
  const toggle = useCallback((group: string): void => {
    setUnfolded((unfolded) => {
      const next = new Set(unfolded);
      if (!next.delete(group)) next.add(group);
      return next;
    });
  }, []);
  return { entries, unfolded, toggle };
}

function selectedOf(entry: ListEntry, selected: ReadonlySet<string>): Selected {
  const ids = idsOf(entry);
  return ids.every((id) => selected.has(id)) || (ids.some((id) => selected.has(id)) && "mixed");
}

function byDay(entries: readonly ListEntry[]): { day: string; entries: ListEntry[] }[] {
  const days: { day: string; entries: ListEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.item.created_at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
