"use client";

import { isAnnouncement } from "@fixia/notifications";
import type { NotificationFeed, NotificationFilter, NotificationItem, NotificationsValue } from "@fixia/notifications-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Act } from "./Answers.js";
import type { Removal } from "./UndoBar.js";

const none: ReadonlySet<string> = new Set();

/** What is snoozed comes back as another version, which is to be seen. */
export const versionOf = ({ id, created_at }: NotificationItem): string => `${created_at} ${id}`;

/**
 * What is done with one or several notifications of a list, and the last removal to be taken back. The actions are the same
 * functions whatever the list holds, lest a list of a thousand renders again.
 */
export function useActions(inbox: NotificationsValue, feed: NotificationFeed, filter: NotificationFilter) {
  const [removal, setRemoval] = useState<Removal | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  /** Put away here, and still in the pages of a part until they are read again; by `versionOf`. */
  const [gone, setGone] = useState(none);
  /** What a button said that was pressed here, and that went with its notification because that is read now. */
  const [answered, setAnswered] = useState<string | null>(null);
  const key = JSON.stringify(filter);
  const isPart = Object.keys(filter).length > 0;
  // The whole list follows by itself.
  const refresh = async (): Promise<void> => (isPart ? feed.refresh() : undefined);
  const latest = useRef({ inbox, feed, filter, refresh, selected, removal });
  useEffect(() => {
    latest.current = { inbox, feed, filter, refresh, selected, removal };
  });
  useEffect(() => {
    setSelected((selected) => selected && none);
    setGone(none);
    setAnswered(null);
  }, [key]);

  const take = useCallback((ids: readonly string[]): NotificationItem[] => {
    const wanted = new Set(ids);
    const items = latest.current.feed.notifications.filter((item) => wanted.has(item.id));
    setGone((gone) => new Set([...gone, ...items.map(versionOf)]));
    return items;
  }, []);
  const putAway = useCallback(
    (ids: readonly string[], how: Removal["how"], until?: Date): void => {
      const { inbox } = latest.current;
      const items = take(ids);
      if (items.length === 0) return;
      setRemoval({ items, how, until });
      const done = until ? inbox.snooze(ids, until) : how === "archived" ? inbox.archive(ids) : inbox.deleteNotification(ids);
      void done.then(() => latest.current.refresh());
    },
    [take],
  );
  const bringBack = useCallback(
    (ids: readonly string[]): void => void latest.current.inbox.restore(take(ids)).then(() => latest.current.refresh()),
    [take],
  );
  const undo = useCallback((): void => {
    const { inbox, removal } = latest.current;
    if (!removal) return;
    setRemoval(null);
    void inbox.restore([...removal.items, ...(removal.others ?? [])]).then(() => {
      setGone(none);
      return latest.current.refresh();
    });
  }, []);
  const archiveRead = useCallback(async (): Promise<void> => {
    const { inbox, feed } = latest.current;
    const archived = new Set(await inbox.archiveAllRead());
    if (archived.size === 0) return;
    const items = feed.notifications.filter(({ id }) => archived.has(id));
    for (const { id } of items) archived.delete(id);
    setRemoval({ items, others: [...archived], how: "archived" });
    await latest.current.refresh();
  }, []);
  const act = useCallback<Act>(async (id, action) => {
    const { inbox, feed, filter } = latest.current;
    const buttons = feed.notifications.find((item) => item.id === id)?.actions;
    const outcome = await inbox.act(id, action);
    const label = buttons?.find((button) => button.id === outcome?.action)?.label;
    if (label && filter.unread && filter === latest.current.filter) setAnswered(label);
    void latest.current.refresh();
    return outcome;
  }, []);
  const toggle = useCallback((ids: readonly string[]): void => {
    setSelected((selected) => {
      const next = new Set(selected);
      const isOff = ids.every((id) => next.has(id));
      for (const id of ids) next[isOff ? "delete" : "add"](id);
      return next;
    });
  }, []);
  const select = useCallback((on: boolean): void => setSelected(on ? none : null), []);

  const actions = useMemo(
    () => ({
      read: (ids: readonly string[]) => void latest.current.inbox.markAsRead(ids),
      unread: (ids: readonly string[]) => void latest.current.inbox.markAsUnread(ids),
      act,
      archive: (ids: readonly string[]) => putAway(ids, "archived"),
      snooze: (ids: readonly string[], until: Date) => putAway(ids, "snoozed", until),
      restore: bringBack,
      delete: (ids: readonly string[]) => putAway(ids, "deleted"),
    }),
    [act, putAway, bringBack],
  );
  const bulk = useMemo(() => {
    const withSelected =
      <Details extends unknown[]>(run: (ids: readonly string[], ...details: Details) => void) =>
      (...details: Details): void => {
        run([...(latest.current.selected ?? [])], ...details);
        setSelected(none);
      };
    return {
      read: withSelected((ids) => void latest.current.inbox.markAsRead(ids)),
      unread: withSelected((ids) => void latest.current.inbox.markAsUnread(ids)),
      archive: withSelected((ids) => putAway(ids, "archived")),
      // Of announcements nobody can be reminded: they stay as they are.
      snooze: withSelected((ids, until: Date) => putAway(ids.filter((id) => !isAnnouncement(id)), "snoozed", until)),
      restore: withSelected(bringBack),
      delete: withSelected((ids) => putAway(ids, "deleted")),
    };
  }, [putAway, bringBack]);
  const forget = useCallback((): void => setRemoval(null), []);
  return { actions, answered, archiveRead, bulk, selected, select, toggle, removal, undo, forget, gone };
}
