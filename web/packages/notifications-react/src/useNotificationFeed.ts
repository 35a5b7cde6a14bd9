"use client";

import type { FeedPage, Notification, PageRequest } from "@fixia/notifications";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNotificationClient } from "./NotificationProvider.js";
import { toNotificationItem, useSnapshot, type NotificationItem } from "./useNotifications.js";

/** Which notifications a feed shows; all members together leave out nothing. `archived` and `snoozed` are parts of their own. */
export type NotificationFilter = Pick<PageRequest, "unread" | "archived" | "snoozed" | "type">;

export interface NotificationFeed {
  /** Newest first. */
  readonly notifications: readonly NotificationItem[];
  /** Whether the first page arrived. */
  readonly loaded: boolean;
  readonly loadingMore: boolean;
  readonly hasMore: boolean;
  readonly error: Error | null;
  readonly loadMore: () => Promise<void>;
  readonly refresh: () => Promise<void>;
}

interface Pages {
  readonly items: readonly Notification[];
  readonly cursor: string | null;
  readonly loaded: boolean;
  readonly loadingMore: boolean;
  readonly error: Error | null;
}

const nothing: Pages = { items: [], cursor: null, loaded: false, loadingMore: false, error: null };

/** How long changes are waited for before the newest page is read again, in ms. */
const SettleMs = 300;

/**
 * A part of the notifications, such as the archive, what is snoozed or those of one type, with pages of its own. What the list
 * of the client knows is shown as it is there, at once; the newest page is read again when anything changed. `null` for none.
 */
export function useNotificationFeed(filter: NotificationFilter | null): NotificationFeed {
  const client = useNotificationClient();
  const known = useSnapshot((snapshot) => snapshot.notifications);
  const unread = useSnapshot((snapshot) => snapshot.unreadCount);
  const key = filter && JSON.stringify([filter.unread, filter.archived, filter.snoozed, filter.type]);
  const [held, setHeld] = useState<{ key: string | null; pages: Pages }>({ key, pages: nothing });
  const isListed = useSnapshot((snapshot) => snapshot.loaded);
  const [wasListed, setWasListed] = useState(isListed);
  if (isListed !== wasListed) {
    setWasListed(isListed);
    // The client has forgotten its user, and the next one may be another.
    if (wasListed) setHeld({ key, pages: nothing });
  }
  const pages = held.key === key ? held.pages : nothing;
  const latest = useRef({ filter, key, cursor: pages.cursor });
  useEffect(() => {
    latest.current = { filter, key, cursor: pages.cursor };
  });

  /** Reads a page into what is shown; nothing when something else is to be shown by then. */
  const read = useCallback(
    async (cursor: string | null, take: (pages: Pages, page: FeedPage) => Partial<Pages>): Promise<void> => {
      const { filter, key } = latest.current;
      if (!filter) return;
      const change = (next: (pages: Pages) => Partial<Pages>): void =>
        setHeld((held) => {
          if (latest.current.key !== key) return held;
          const pages = held.key === key ? held.pages : nothing;
          return { key, pages: { ...pages, ...next(pages) } };
        });
      try {
        const page = await client.readPage({ ...filter, cursor });
        change((pages) => ({ ...take(pages, page), loaded: true, loadingMore: false, error: null }));
      } catch (error) {
        change(() => ({ loadingMore: false, error: error instanceof Error ? error : new Error(String(error)) }));
      }
    },
    [client],
  );
  const refresh = useCallback(() => read(null, renewed), [read]);
  const loadMore = useCallback(async (): Promise<void> => {
    const { cursor, key } = latest.current;
    if (!cursor) return;
    setHeld((held) => (held.key === key ? { key, pages: { ...held.pages, loadingMore: true } } : held));
    await read(cursor, (pages, page) => ({ items: merged(pages.items, page.notifications), cursor: page.cursor ?? null }));
  }, [read]);

  useEffect(() => {
    if (key !== null) void refresh();
  }, [key, refresh]);
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(() => void refresh(), SettleMs);
    return () => clearTimeout(timer);
  }, [key, known, unread, refresh]);

  const notifications = useMemo(() => {
    if (!filter) return [];
    const floor = pages.cursor ? pages.items.at(-1) : undefined;
    const newer = awayIn(filter) || !pages.loaded ? [] : known.filter((item) => !floor || item.created_at >= floor.created_at);
    return merged(pages.items, newer)
      .filter((item) => shows(filter, item))
      .map(toNotificationItem);
    // The key stands for the filter, which may be a new object each time.
  }, [key, known, pages]);
  const { loaded, loadingMore, cursor, error } = pages;
  return useMemo(
    () => ({ notifications, loaded, loadingMore, hasMore: cursor !== null, error, loadMore, refresh }),
    [notifications, loaded, loadingMore, cursor, error, loadMore, refresh],
  );
}

/** The newest page says what there is down to its end; what was loaded below stays. */
function renewed({ items, cursor }: Pages, page: FeedPage): Partial<Pages> {
  const end = page.hasMore ? page.notifications.at(-1) : undefined;
  const below = end ? items.filter((item) => byAge(end, item) < 0) : [];
  return { items: [...page.notifications, ...below], cursor: below.length > 0 ? cursor : (page.cursor ?? null) };
}

function merged(items: readonly Notification[], others: readonly Notification[]): Notification[] {
  const byId = new Map([...items, ...others].map((item) => [item.id, item]));
  return [...byId.values()].sort(byAge);
}

/** How what a part shows was put away; `undefined` for what is in the list. */
const awayIn = ({ archived, snoozed }: NotificationFilter): Notification["removed"] =>
  archived ? "archived" : snoozed ? "snoozed" : undefined;

function shows(filter: NotificationFilter, { removed, read, type }: Notification): boolean {
  return (removed ?? undefined) === awayIn(filter) && !(filter.unread && read) && (!filter.type || type === filter.type);
}

const byAge = (a: Notification, b: Notification): number =>
  a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1;
