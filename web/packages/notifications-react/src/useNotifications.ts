"use client";

import {
  safeLink,
  type ConnectionState,
  type Ids,
  type Notification,
  type NotificationClient,
  type NotificationClientEvents,
  type NotificationOutcome,
  type NotificationSnapshot,
} from "@fixia/notifications";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useEnabled, useNotificationClient } from "./NotificationProvider.js";

/** A notification with the two members that the old context gave other names. */
export interface NotificationItem extends Notification {
  readonly timestamp: Date;
  readonly actionUrl: string | undefined;
}

export interface NotificationsValue {
  /** Newest first. An entry is the same object until it changes. */
  readonly notifications: readonly NotificationItem[];
  /** 0 until the server told it. */
  readonly unreadCount: number;
  readonly unseenCount: number;
  /** The unread ones of each type that has any. */
  readonly unreadByType: Readonly<Record<string, number>>;
  /** True while the first page is on its way: not when that failed, offline, or with nobody signed in. */
  readonly loading: boolean;
  /** Whether the first page arrived: an empty list is really empty. */
  readonly loaded: boolean;
  readonly loadingMore: boolean;
  readonly hasMore: boolean;
  readonly error: Error | null;
  /** None of the actions rejects: `error`, or the event `mark-failed`, tells of a failure. */
  readonly markAsRead: (ids: Ids) => Promise<void>;
  readonly markAsUnread: (ids: Ids) => Promise<void>;
  /** Leaves unread what came after this was rendered. */
  readonly markAllAsRead: () => Promise<void>;
  readonly archive: (ids: Ids) => Promise<void>;
  /** Puts them away until then, when they come back as if they were new. */
  readonly snooze: (ids: Ids, until: Date) => Promise<void>;
  /** Presses a button, which marks it read. Resolves with the outcome that holds; `undefined` when that failed. */
  readonly act: (id: string, action: string) => Promise<NotificationOutcome | undefined>;
  /** As `markAllAsRead`. Resolves with the ids of what it put away, which `restore` takes; `undefined` when that failed. */
  readonly archiveAllRead: () => Promise<readonly string[] | undefined>;
  readonly deleteNotification: (ids: Ids) => Promise<void>;
  /** Brings back what was archived or deleted, as it was, and what is snoozed, unread. */
  readonly restore: (notifications: readonly (Notification | string)[]) => Promise<void>;
  readonly markSeen: () => void;
  readonly refreshNotifications: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

/** What a server renders, and a browser until it has taken over: nothing is known yet. */
const initial: NotificationSnapshot = {
  state: "connecting",
  notifications: [],
  unreadCount: null,
  unseenCount: 0,
  unreadByType: {},
  hasMore: false,
  loadingMore: false,
  loaded: false,
  error: null,
};

/** What a client shows that was not started: its provider waits for somebody to sign in. */
const notStarted: NotificationSnapshot = { ...initial, state: "signed-out" };

/** The list, its counts, and what can be done with it. */
export function useNotifications(): NotificationsValue {
  const client = useNotificationClient();
  const { state, notifications, unreadCount, unseenCount, unreadByType, hasMore, loadingMore, loaded, error } =
    useSnapshot((snapshot) => snapshot);
  const actions = useMemo(() => actionsOf(client), [client]);
  return useMemo(
    () => ({
      notifications: notifications.map(toNotificationItem),
      unreadCount: unreadCount ?? 0,
      unseenCount,
      unreadByType,
      loading: !loaded && error === null && state !== "signed-out" && state !== "offline",
      loaded,
      loadingMore,
      hasMore,
      error,
      ...actions,
      markAllAsRead: () => actions.markAllAsRead(notifications[0]?.created_at),
      archiveAllRead: () => actions.archiveAllRead(notifications[0]?.created_at),
    }),
    [state, notifications, unreadCount, unseenCount, unreadByType, loaded, loadingMore, hasMore, error, actions],
  );
}

/** The number of unread notifications; renders again only when it changes. */
export function useUnreadCount(): number {
  return useSnapshot((snapshot) => snapshot.unreadCount ?? 0);
}

/** The number of unread notifications that arrived since the user last looked. */
export function useUnseenCount(): number {
  return useSnapshot((snapshot) => snapshot.unseenCount);
}

/** How notifications arrive right now; renders again only when that changes. */
export function useConnectionState(): ConnectionState {
  return useSnapshot((snapshot) => snapshot.state);
}

/** How often the list is read, in ms; `undefined` until that is known. */
export function usePollInterval(): number | undefined {
  return useSnapshot((snapshot) => snapshot.pollMs);
}

/** Calls back for every event of a name while mounted: those of the wire, `arrived`, `summary` and `mark-failed`. */
export function useNotificationEvent<K extends keyof NotificationClientEvents>(
  event: K,
  handler: (payload: NotificationClientEvents[K]) => void,
): void {
  const client = useNotificationClient();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => client.on(event, (payload) => latest.current(payload)), [client, event]);
}

/** A part of what the client shows; renders again only when it changes. */
export function useSnapshot<T>(select: (snapshot: NotificationSnapshot) => T): T {
  const client = useNotificationClient();
  const enabled = useEnabled();
  const known = (snapshot: NotificationSnapshot): NotificationSnapshot =>
    enabled || snapshot.state !== "connecting" ? snapshot : notStarted;
  return useSyncExternalStore(
    useCallback((listener: () => void) => client.subscribe(listener), [client]),
    () => select(known(client.getSnapshot())),
    () => select(known(initial)),
  );
}

function actionsOf(client: NotificationClient) {
  const quietly = <T>(action: Promise<T>): Promise<T | undefined> => action.catch(() => undefined);
  return {
    markAsRead: (ids: Ids) => quietly(client.markRead(ids)),
    markAsUnread: (ids: Ids) => quietly(client.markUnread(ids)),
    markAllAsRead: (before?: string) => quietly(client.markAllRead(before)),
    archive: (ids: Ids) => quietly(client.archive(ids)),
    snooze: (ids: Ids, until: Date) => quietly(client.snooze(ids, until)),
    act: (id: string, action: string) => quietly(client.act(id, action)),
    archiveAllRead: (before?: string) => quietly(client.archiveRead(before)),
    deleteNotification: (ids: Ids) => quietly(client.remove(ids)),
    restore: (notifications: readonly (Notification | string)[]) => quietly(client.restore(notifications)),
    markSeen: () => client.markSeen(),
    refreshNotifications: () => quietly(client.refresh()),
    loadMore: () => quietly(client.loadMore()),
  };
}

const items = new WeakMap<Notification, NotificationItem>();

/** A notification as `useNotifications` gives it, for those that an event tells of. The same object for the same one. */
export function toNotificationItem(notification: Notification): NotificationItem {
  let item = items.get(notification);
  if (!item) {
    item = {
      ...notification,
      timestamp: new Date(notification.created_at),
      // Also for a client of the app's own, whose notifications nobody has looked at.
      actionUrl: safeLink(notification.action_url) ?? undefined,
    };
    items.set(notification, item);
  }
  return item;
}
