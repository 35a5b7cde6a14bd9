"use client";

import { useNotificationClient, type NotificationItem } from "@fixia/notifications-react";
import { useCallback, useEffect, useRef, type MouseEvent, type ReactNode } from "react";

/** What a link to a notification needs, whichever component it is made of. */
export interface NotificationLinkProps {
  href: string;
  className: string;
  tabIndex?: number;
  "aria-label"?: string;
  onClick: (event: MouseEvent<HTMLElement>) => void;
  onAuxClick: (event: MouseEvent<HTMLElement>) => void;
  children: ReactNode;
}

/** How an app makes the opening of a notification its own. */
export interface OpenProps {
  /**
   * Called when a notification is opened, in another tab too, before its link is followed. `event.preventDefault()` keeps
   * the link from being followed, and an entry without a link from unfolding.
   */
  onOpen?: (notification: NotificationItem, event: MouseEvent<HTMLElement>) => void;
  /**
   * Follows links within the app, such as a router's `push`: given path, query and fragment. What the user opens in another
   * tab, and links to other origins, stay the browser's.
   */
  navigate?: (path: string, notification: NotificationItem) => void;
  /** Renders links by a component of the app, which takes all the props. Keep it the same function between renders. */
  renderLink?: (props: NotificationLinkProps, notification: NotificationItem) => ReactNode;
}

/**
 * Opens a notification by a click, of the middle button too.
 * @param folded The ids of others that it stands for, which are read with it.
 */
export type Open = (item: NotificationItem, event: MouseEvent<HTMLElement>, folded?: readonly string[]) => void;

/**
 * The same function whatever the app passes, lest a list of a thousand renders again.
 * @param onLeave Called when the page is being left for the notification, or the app shows it by itself.
 */
export function useOpen({ onOpen, navigate }: OpenProps, onLeave?: (item: NotificationItem) => void): Open {
  const client = useNotificationClient();
  const latest = useRef({ onOpen, navigate, onLeave });
  useEffect(() => {
    latest.current = { onOpen, navigate, onLeave };
  });
  return useCallback(
    (item, event, folded) => {
      // The other buttons open menus, or go back.
      if (event.button > 1) return;
      if (!item.read) void client.markRead(folded ? [item.id, ...folded] : item.id).catch(() => undefined);
      latest.current.onOpen?.(item, event);
      if (!staysHere(event)) return;
      const path = pathOf(item.actionUrl);
      if (latest.current.navigate && path && !event.defaultPrevented) {
        event.preventDefault();
        latest.current.navigate(path, item);
      }
      if (item.actionUrl || event.defaultPrevented) latest.current.onLeave?.(item);
    },
    [client],
  );
}

/** Whether a click leads somewhere in this tab, instead of to another tab, a window or a download. */
const staysHere = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function pathOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { origin, pathname, search, hash } = new URL(url, location.href);
  return origin === location.origin ? pathname + search + hash : undefined;
}

interface LinkProps {
  item: NotificationItem;
  open: Open;
  renderLink: OpenProps["renderLink"];
  className: string;
  tabIndex?: number;
  "aria-label"?: string;
  children: ReactNode;
}

/** The link of a notification that has one. */
export function OpenLink({ item, open, renderLink, ...rest }: LinkProps) {
  const onClick = (event: MouseEvent<HTMLElement>): void => open(item, event);
  const props: NotificationLinkProps = { ...rest, href: item.actionUrl!, onClick, onAuxClick: onClick };
  return renderLink ? renderLink(props, item) : <a {...props} />;
}
