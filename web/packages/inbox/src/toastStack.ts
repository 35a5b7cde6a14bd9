import type { Notification } from "@fixia/notifications";
import { toNotificationItem, type NotificationItem } from "@fixia/notifications-react";

/** What a toast shows, and what keeps it. */
export interface Toast {
  id: string;
  title: string;
  message?: string;
  /** The notification that it tells of, where that is one. */
  item?: NotificationItem;
  /** The ids of those that it tells of, where they are many. */
  folded?: readonly string[];
  /** The ids of those of its group that came while it stood, where they are several: its notification is the last of them. */
  grouped?: readonly string[];
  /** When it came, in ms, where more of its kind may follow. */
  at?: number;
  /** Stays until it is closed, and is read out at once. */
  critical?: boolean;
  /** Is read out at once, and goes as others do. */
  failed?: boolean;
  /** Its notification was in the list since; when it is there no more, it was dealt with. */
  listed?: boolean;
}

/** How many toasts there are at once, unless more than that are critical. */
const AtOnce = 3;

/** What comes within so much of what is shown belongs to the same burst, in ms. */
const BurstMs = 5_000;

/** Puts toasts onto the others. The oldest give way, but none that is critical, and the newest is always there. */
export function stack(shown: readonly Toast[], added: readonly Toast[]): readonly Toast[] {
  const ids = new Set(added.map(({ id }) => id));
  const all = [...shown.filter(({ id }) => !ids.has(id)), ...added];
  const passing = all.filter(({ critical }) => !critical);
  const room = Math.max(1, AtOnce - (all.length - passing.length));
  const staying = new Set(passing.slice(-room));
  return all.filter((toast) => toast.critical || staying.has(toast));
}

/**
 * Shows what arrived. What is of the group of a toast takes its place. A burst is one toast, which counts on, beside a toast for
 * each that is critical.
 */
export function arrive(shown: readonly Toast[], items: readonly Notification[], now: number): readonly Toast[] {
  const added = joined(shown, items.map((item) => toToast(item, now)));
  const others = added.filter(({ critical }) => !critical);
  const replaced = new Set(added.map(({ id }) => id));
  const recent = shown.filter(({ id, at }) => at !== undefined && now - at < BurstMs && !replaced.has(id));
  const burst = [...recent, ...others];
  const counting = recent.find((toast) => toast.folded);
  if (others.length === 0 || (burst.length <= AtOnce && !counting)) return stack(shown, added);
  const folded = [...new Set(burst.flatMap((toast) => toast.folded ?? toast.grouped ?? toast.id))];
  const fold = { id: counting?.id ?? `many-${folded[0]}`, title: "", folded, at: now };
  const rest = shown.filter((toast) => !recent.includes(toast) && !replaced.has(toast.id));
  return stack(rest, [fold, ...added.filter(({ critical }) => critical)]);
}

/** What comes of toasts that are to be added: those of a group are one, and the one that it has already, where it has one. */
function joined(shown: readonly Toast[], came: readonly Toast[]): Toast[] {
  const groupOf = ({ item, critical }: Toast): string | null | undefined => (critical ? null : item?.group_key);
  return came.reduce<Toast[]>((added, toast) => {
    const group = groupOf(toast);
    const earlier = group ? [...added, ...shown].find((other) => groupOf(other) === group) : undefined;
    if (!earlier) return [...added, toast];
    const grouped = [...new Set([...(earlier.grouped ?? [earlier.item!.id]), toast.item!.id])];
    return [...added.filter(({ id }) => id !== earlier.id), { ...toast, id: earlier.id, ...(grouped.length > 1 && { grouped }) }];
  }, []);
}

/** Takes off what was read, archived or deleted meanwhile, here or on another device. The same array when nothing was. */
export function withoutHandled(shown: readonly Toast[], list: readonly Notification[]): readonly Toast[] {
  const listedAs = (id: string): Notification | undefined => list.find((item) => item.id === id);
  let changed = false;
  const left = shown.flatMap((toast) => {
    const listed = toast.item && listedAs(toast.item.id);
    if (toast.folded ? toast.folded.every((id) => listedAs(id)?.read) : listed ? listed.read : toast.listed) {
      changed = true;
      return [];
    }
    if (!listed || toast.listed) return [toast];
    changed = true;
    return [{ ...toast, listed: true }];
  });
  return changed ? left : shown;
}

function toToast(notification: Notification, at: number): Toast {
  const { id, title, message, priority } = notification;
  const item = toNotificationItem(notification);
  return priority === "critical" ? { id, title, message, item, critical: true } : { id, title, message, item, at };
}
