import type { Notification } from "@fixia/notifications";
import { toNotificationItem, type NotificationItem } from "@fixia/notifications-react";

/** What a toast shows, and what keeps it. */
export interface Toast {
  id: string;
  title: string;
  message?: string;
  /** The notification that it tells of, where that is one. */
  item?: NotificationItem;
  /** Stays until it is closed, and is read out at once. */
  critical?: boolean;
  /** Is read out at once, and goes as others do. */
  failed?: boolean;
  /** Its notification was in the list since; when it is there no more, it was dealt with. */
  listed?: boolean;
}

/** How many toasts there are at once, unless more than that are critical. */
export const AtOnce = 3;

/** Puts toasts onto the others. The oldest give way, but none that is critical, and the newest is always there. */
export function stack(shown: readonly Toast[], added: readonly Toast[]): readonly Toast[] {
  const ids = new Set(added.map(({ id }) => id));
  const all = [...shown.filter(({ id }) => !ids.has(id)), ...added];
  const passing = all.filter(({ critical }) => !critical);
  const room = Math.max(1, AtOnce - (all.length - passing.length));
  const staying = new Set(passing.slice(-room));
  return all.filter((toast) => toast.critical || staying.has(toast));
}

/** Takes off what was read, archived or deleted meanwhile, here or on another device. The same array when nothing was. */
export function withoutHandled(shown: readonly Toast[], list: readonly Notification[]): readonly Toast[] {
  let changed = false;
  const left = shown.flatMap((toast) => {
    const listed = toast.item && list.find(({ id }) => id === toast.id);
    if (listed ? listed.read : toast.listed) {
      changed = true;
      return [];
    }
    if (!listed || toast.listed) return [toast];
    changed = true;
    return [{ ...toast, listed: true }];
  });
  return changed ? left : shown;
}

export function toToast(notification: Notification): Toast {
  const { id, title, message, priority } = notification;
  return { id, title, message, item: toNotificationItem(notification), critical: priority === "critical" };
}
