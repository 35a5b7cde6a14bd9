import type { Notification } from "../../src/protocol.js";

/** A notification whose id and age follow from a number: a higher one is newer. */
export function notification(n: number, over: Partial<Notification> = {}): Notification {
  return {
    id: `n${String(n).padStart(4, "0")}`,
    type: "message",
    priority: "normal",
    title: `Title ${n}`,
    message: `Message ${n}`,
    action_url: null,
    read: false,
    read_at: null,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
    ...over,
  };
}

/** One that was snoozed, and woke when the one of another number was created. */
export function woken(n: number, at: number, over: Partial<Notification> = {}): Notification {
  const { created_at } = notification(at);
  return notification(n, { created_at, sent_at: notification(n).created_at, restores: 1, ...over });
}
