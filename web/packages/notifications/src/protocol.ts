import type { Attention } from "./attention.js";
import type { DeviceKind } from "./device.js";
import { safeLink } from "./links.js";

/** The wire contract: names and members are those of the server, timestamps are ISO 8601 UTC with milliseconds. */

/** A button of a notification. One of them is pressed, once, on whichever device. */
export interface NotificationAction {
  /** What the producer calls it. */
  readonly id: string;
  /** What it says, in the producer's language. */
  readonly label: string;
}

/** Which button was pressed. It is one for all devices, and stays. */
export interface NotificationOutcome {
  /** The id of the button. */
  readonly action: string;
  readonly at: string;
}

export interface Notification {
  readonly id: string;
  /** Whose it is; empty in an announcement, which is everybody's. */
  readonly user_id?: string;
  readonly type: string;
  readonly priority?: string | null;
  readonly title: string;
  readonly message: string;
  readonly action_url?: string | null;
  /** What it belongs to, such as a conversation: the unread ones of a group show as one entry. Each counts by itself all the same. */
  readonly group_key?: string | null;
  /** Its buttons, the one that is expected to be pressed first. Announcements have none. */
  readonly actions?: readonly NotificationAction[] | null;
  /** Absent until a button was pressed. */
  readonly outcome?: NotificationOutcome | null;
  readonly read: boolean;
  readonly read_at?: string | null;
  readonly created_at: string;
  /** When its producer last changed what it says. */
  readonly updated_at?: string | null;
  /** When it stops to exist. */
  readonly expires_at?: string | null;
  /** How the user put it away. */
  readonly removed?: "archived" | "deleted" | "retracted" | "snoozed" | null;
  /** When a snoozed one comes back. */
  readonly snoozed_until?: string | null;
  /** When it was created first, where it was snoozed since and came back: `created_at` is the time of that. */
  readonly sent_at?: string | null;
  /**
   * How often the user took back that it was read or put away. Of two versions the one with more is the later; where it is
   * not 0, no `readBefore` covers it.
   */
  readonly restores?: number;
}

/** What the server says about one notification: what devices do, and, where they differ, what each does that has an id. */
export interface ToldAttention {
  /** Absent from an announcement, which is told to everybody, and from what an older server sends. */
  readonly attention?: Attention;
  readonly attentionByDevice?: Readonly<Record<string, Attention>>;
}

/** How many are unread, by type. */
export type CountsByType = Readonly<Record<string, number>>;

interface Counted {
  count: number;
  types?: Record<string, number>;
}

/** Events that the server sends, with their payloads. */
export interface ServerEvents {
  "connection-confirmed": { status: "connected"; userId: string; socketId: string; timestamp: string };
  "notification:new": { notification: Notification; receivedAt: string } & ToldAttention;
  /**
   * `hasMore`: more changed than was pushed, so sync. `announced`: when the newest announcement was made that is in the
   * counts, and `null` when none is.
   */
  "notification:unread-count": {
    count: number;
    unseen?: number;
    updatedAt: string;
    announced?: string | null;
    hasMore?: boolean;
    userId?: string;
    /** Of each type that has any. */
    byType?: CountsByType;
  };
  /**
   * `readBefore`, when present, says that everything created up to then is read that was never restored. `restores` has
   * the number of those that were.
   */
  "notification:read": {
    notificationIds: string[];
    readAt: string;
    readBefore?: string | null;
    restores?: Readonly<Record<string, number>>;
  };
  "notification:removed": {
    notificationIds: string[];
    removedAt: string;
    /** Those among them that are in the archive. */
    archived?: string[];
    /** Until when those among them sleep that do. */
    snoozed?: Readonly<Record<string, string>>;
    restores?: Readonly<Record<string, number>>;
  };
  /** It is unread again, or back in the list. Attention is told of one that was snoozed and comes back when it is due. */
  "notification:restored": { notification: Notification; restoredAt: string } & ToldAttention;
  "notification:sync-response": {
    status: "sync-requested";
    userId: string;
    requestedAt: string;
    notifications?: Notification[];
    unreadCount?: number;
    unseenCount?: number;
    cursor?: string | null;
    hasMore?: boolean;
    readBefore?: string | null;
    announced?: string | null;
    byType?: CountsByType;
    /** By id; what is not in it interrupts. */
    attention?: Record<string, ToldAttention>;
  };
  /** Quiet hours are over: what would have interrupted but for them. */
  "notification:summary": Counted & { id: string; since: string; until: string; byDevice?: Record<string, Counted> };
  "preferences:changed": { userId: string; etag?: string; updatedAt: string };
  pong: { timestamp: string };
  error: { code: string; message: string; event?: string; retryAfterMs?: number };
}

/** Events that a client may send, with their payloads. */
export interface ClientEvents {
  ping: { timestamp: string };
  "sync-request": { lastSyncTime?: string; cursor?: string };
  "mark-read": { notificationId?: string; notificationIds?: string[] };
  /** These have reached the device, and `shown` of them interrupted there. Sent by the client itself. */
  received: { ids: string[]; shown?: string[]; deviceId?: string | undefined; deviceKind?: DeviceKind | undefined };
}

export type ServerEventName = keyof ServerEvents;
export type ClientEventName = keyof ClientEvents;

/** One server event as it travels: `{ event, data }`. */
export type ServerEvent = { [K in ServerEventName]: { event: K; data: ServerEvents[K] } }[ServerEventName];

/** Whether an `error` says that sending the same again can't help. */
export const isInvalid = (code: string): boolean => /^(invalid.request|unauthorized)$/.test(code);

/** Answer of the notification feed, newest first. */
export interface FeedPage {
  notifications: Notification[];
  cursor?: string | null;
  hasMore: boolean;
  unreadCount?: number | undefined;
  unseenCount?: number | undefined;
  readBefore?: string | null;
  announced?: string | null;
  byType?: CountsByType | undefined;
  /** By id; what is not in it interrupts. */
  attention?: Record<string, ToldAttention>;
  /** Whose it is. */
  userId?: string;
}

/** Answer of `POST negotiate`. */
export interface Negotiation {
  url: string;
  hub: string;
  userId: string;
  expiresAt: string;
  /** False where the server saves itself `connection-confirmed`. */
  confirms?: boolean;
  /** Whether the server takes `received`; an older one does not. */
  receipts?: boolean;
}

/**
 * Reads what arrived in one Web PubSub message: one event or an array of them. Anything else, and any entry that is
 * no event, is left out, because a newer server may send what this client does not know.
 */
export function readEvents(data: unknown): ServerEvent[] {
  return [data].flat().flatMap((entry) => {
    if (!isObject(entry) || typeof entry.event !== "string" || !isObject(entry.data)) return [];
    const payload = { ...entry.data };
    if (/^notification:(new|restored)$/.test(entry.event)) {
      [payload.notification] = readNotifications([payload.notification]);
      if (!payload.notification) return [];
    }
    if (entry.event === "notification:sync-response") payload.notifications = readNotifications(payload.notifications);
    return [{ event: entry.event, data: payload } as unknown as ServerEvent];
  });
}

/** Announcements are everybody's, and told apart by their ids. */
export const isAnnouncement = (id: string): boolean => id.startsWith("announcement-");

/** Reads a page of the feed as tolerantly. */
export function readPage(data: unknown): FeedPage {
  const page = isObject(data) ? data : {};
  return { hasMore: false, ...page, notifications: readNotifications(page.notifications) };
}

/** Whose a page is, as far as it says so. */
export const ownerOf = ({ userId, notifications }: FeedPage): string | undefined =>
  userId ?? notifications.find((item) => item.user_id)?.user_id;

/** Leaves out what has no place in a list, links that lead where none may, buttons that could not be pressed, and groups without a name. */
function readNotifications(items: unknown): Notification[] {
  return (Array.isArray(items) ? items : [])
    .filter((item) => isObject(item) && typeof item.id === "string" && typeof item.created_at === "string")
    .map((item: Notification) => {
      const { actions, outcome, group_key, ...rest } = item;
      const action_url = safeLink(item.action_url);
      const read = {
        ...(areActions(actions) && { actions }),
        ...(isOutcome(outcome) && { outcome }),
        ...(group_key && typeof group_key === "string" && { group_key }),
      };
      const isFine =
        action_url === (item.action_url ?? null) &&
        read.actions === actions &&
        read.outcome === outcome &&
        read.group_key === group_key;
      return isFine ? item : { ...rest, ...read, action_url };
    });
}

function areActions(value: unknown): value is NotificationAction[] {
  const isAction = (action: unknown): boolean =>
    isObject(action) && /^[\w-]+$/.test(`${action.id}`) && typeof action.label === "string" && action.label !== "";
  return Array.isArray(value) && value.length > 0 && value.every(isAction);
}

/** Whether it says which button was pressed. */
export const isOutcome = (value: unknown): value is NotificationOutcome =>
  isObject(value) && typeof value.action === "string" && typeof value.at === "string";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
