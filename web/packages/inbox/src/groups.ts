import type { NotificationItem } from "@fixia/notifications-react";

/** What a list shows as one: a notification, or the unread ones of a group. */
export interface ListEntry {
  /** The newest one, which gives the entry its place. */
  readonly item: NotificationItem;
  /** The others of its group, newest first. */
  readonly others: readonly NotificationItem[];
}

const none: readonly NotificationItem[] = [];

/**
 * Folds the unread ones of each group. What was read, or put away, shows by itself.
 * @param items Newest first.
 * @param before What came of it the last time: an entry of the same notifications is the same object, and so renders nothing anew.
 */
export function foldGroups(items: readonly NotificationItem[], before: readonly ListEntry[] = []): ListEntry[] {
  const groups = new Map<string, NotificationItem[]>();
  const entries = items.flatMap((item): ListEntry[] => {
    const { group_key, read, removed } = item;
    if (!group_key || read || removed) return [{ item, others: none }];
    const group = groups.get(group_key);
    group?.push(item);
    if (group) return [];
    const others: NotificationItem[] = [];
    groups.set(group_key, others);
    return [{ item, others }];
  });
  const known = new Map(before.map((entry) => [entry.item, entry]));
  return entries.map((entry) => {
    const earlier = known.get(entry.item);
    return earlier && areSame(earlier.others, entry.others) ? earlier : entry;
  });
}

/** All that an entry stands for, newest first. */
export const idsOf = ({ item, others }: ListEntry): string[] => [item, ...others].map(({ id }) => id);

const areSame = (some: readonly NotificationItem[], others: readonly NotificationItem[]): boolean =>
  some.length === others.length && some.every((item, at) => item === others[at]);
