/** The wire contract: names and members are those of the server, timestamps are ISO 8601 UTC with milliseconds. */

export interface Notification {
  readonly id: string;
  readonly type: string;
  readonly priority?: string | null;
  readonly title: string;
  readonly message: string;
  readonly action_url?: string | null;
  readonly read: boolean;
  readonly read_at?: string | null;
  readonly created_at: string;
  /** When it stops to exist. */
  readonly expires_at?: string | null;
  /** How the user put it away. */
  readonly removed?: "archived" | "deleted" | null;
}

/** Events that the server sends, with their payloads. */
export interface ServerEvents {
  "connection-confirmed": { status: "connected"; userId: string; socketId: string; timestamp: string };
  "notification:new": { notification: Notification; receivedAt: string };
  /** `hasMore`: more changed than was pushed, so sync. */
  "notification:unread-count": { count: number; unseen?: number; updatedAt: string; hasMore?: boolean };
  /** `readBefore`, when present, says that everything created up to then is read. */
  "notification:read": { notificationIds: string[]; readAt: string; readBefore?: string | null };
  "notification:removed": { notificationIds: string[]; removedAt: string };
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
  };
  pong: { timestamp: string };
  error: { code: string; message: string; event?: string };
}

/** Events that a client may send, with their payloads. */
export interface ClientEvents {
  ping: { timestamp: string };
  "notification:sync-request": { lastSyncTime?: string; cursor?: string };
  "notification:mark-read": { notificationId?: string; notificationIds?: string[] };
}

export type ServerEventName = keyof ServerEvents;
export type ClientEventName = keyof ClientEvents;

/** One server event as it travels: `{ event, data }`. */
export type ServerEvent = { [K in ServerEventName]: { event: K; data: ServerEvents[K] } }[ServerEventName];

/** Answer of the notification feed, newest first. */
export interface FeedPage {
  notifications: Notification[];
  cursor?: string | null;
  hasMore: boolean;
  unreadCount?: number | undefined;
  unseenCount?: number | undefined;
  readBefore?: string | null;
}

/** Answer of `POST negotiate`. */
export interface Negotiation {
  url: string;
  hub: string;
  userId: string;
  expiresAt: string;
}

/**
 * Reads what arrived in one Web PubSub message: one event or an array of them. Anything else, and any entry that is
 * no event, is left out, because a newer server may send what this client does not know.
 */
export function readEvents(data: unknown): ServerEvent[] {
  const entries: unknown[] = Array.isArray(data) ? data : [data];
  return entries.filter(
    (entry): entry is ServerEvent =>
      typeof entry === "object" &&
      entry !== null &&
      typeof (entry as { event?: unknown }).event === "string" &&
      typeof (entry as { data?: unknown }).data === "object" &&
      (entry as { data?: unknown }).data !== null,
  );
}
