/** What happened: one of the marketplace's types, or a slug of your own, `[a-z][a-z0-9_-]*`, of at most 50 characters. */
export type NotificationType = "proposal" | "message" | "payment" | "review" | "system" | (string & {});

/** What is `critical` passes quiet hours and is pushed at once: for what a user must not miss, such as a failed payment. */
export type Priority = "normal" | "critical";

/** A time as a `Date`, or as ISO 8601 text; without an offset it is UTC. */
export type Time = Date | string;

/** What a notification says, whomever it is for. */
export interface Content {
  readonly type: NotificationType;
  /** One line of plain text, 1 to 200 characters. */
  readonly title: string;
  /** Plain text, 1 to 4,000 characters. */
  readonly message: string;
  /** Where a click leads: a path that starts with one `/`, or an https URL of a host that the server allows. At most 2,000 characters. */
  readonly action_url?: string | null | undefined;
  /** Default `normal`. */
  readonly priority?: Priority | null | undefined;
  /** When it stops to exist: at most 3,650 days ahead, 90 for an announcement, which lives for 30 by default; others have no end by default. */
  readonly expires_at?: Time | null | undefined;
}

/** A button of a notification. The user presses one of them, once, on whichever device; the server tells it to your backend. */
export interface NotificationAction {
  /** Your name for it: a slug, `[a-z][a-z0-9_-]*`, of at most 40 characters. */
  readonly id: string;
  /** What it says, 1 to 40 characters. */
  readonly label: string;
}

/** What a notification of a user says; one for everybody has no buttons. */
export interface PersonalContent extends Content {
  /** One or two buttons, the one that is expected to be pressed first. An update changes them as long as none was pressed. */
  readonly actions?: readonly NotificationAction[] | null | undefined;
}

/** What is said of a notification when it is made, and stays. */
export interface Grouping {
  /**
   * What it belongs to, such as a conversation: 1 to 200 characters of `A-Z a-z 0-9 . _ : ~ -`. Devices show the unread ones of a group
   * as one entry; each is stored, counted and sent by itself.
   */
  readonly group_key?: string | null | undefined;
}

/** One notification for each of some users. */
export interface NotificationRequest extends PersonalContent, Grouping {
  /** 1 to 1,000 users. One who is named twice gets one. */
  readonly user_ids: readonly string[];
  /** When it is sent: at most 366 days ahead. A time that has passed, and none, mean now. */
  readonly send_at?: Time | null | undefined;
  /**
   * A name of your own to change or cancel it by: 1 to 200 characters of `A-Z a-z 0-9 . _ : ~ -`. It is for one set of users and one
   * content, and is known for 400 days after they were sent.
   */
  readonly key?: string | null | undefined;
}

/** One notification for each of some users, at a time. */
export interface ScheduledRequest extends NotificationRequest {
  readonly send_at: Time;
}

/** What takes the place of what the notifications of a key say. */
export interface NotificationUpdate extends PersonalContent {
  /** When those are sent that were not yet. Left out, that stays as it is; a time that has passed means now. */
  readonly send_at?: Time | null | undefined;
}

/** What a batch says to all of its users. */
export interface BatchContent extends PersonalContent, Grouping {
  /** When it is sent: at most 366 days ahead. A time that has passed, and none, mean now. */
  readonly send_at?: Time | null | undefined;
}

/** One send of a batch: one line of at most 1 MiB. */
export interface BatchSend extends BatchContent {
  /** At least one user; all sends of a batch together name at most 100,000. Who is named in two sends gets both. */
  readonly user_ids: readonly string[];
}

/** A notification as it is stored. Times are ISO 8601 UTC with milliseconds. */
export interface Notification {
  readonly id: string;
  readonly user_id: string;
  readonly type: NotificationType;
  readonly priority: Priority;
  readonly title: string;
  readonly message: string;
  readonly action_url: string | null;
  readonly group_key?: string;
  readonly actions?: readonly NotificationAction[];
  /** The button that was pressed. */
  readonly outcome?: { readonly action: string; readonly at: string };
  readonly created_at: string;
  readonly read: boolean;
  readonly read_at: string | null;
  readonly updated_at?: string;
  readonly expires_at?: string;
  readonly removed?: "archived" | "deleted" | "retracted";
  readonly restores?: number;
}

/** A notification that will be sent. */
export interface ScheduledSend {
  /** The id that it will have. */
  readonly id: string;
  readonly user_id: string;
  readonly send_at: string;
}

/** One notification a user, in the order of the request. */
export interface CreatedNotifications {
  readonly notifications: readonly Notification[];
  /** What is to be sent later; absent when the request is for now. */
  readonly scheduled?: readonly ScheduledSend[];
}

/** A user who could not be served. */
export interface FailedUser {
  readonly user_id: string;
  /** The status that the failure would have had alone: 429 or 503. Both pass. */
  readonly status: number;
}

/** What became of an update, in numbers of users. */
export interface UpdatedKey {
  /** See the new content in the notification that they have. */
  readonly updated: number;
  /** Will get it as it is now. */
  readonly scheduled: number;
  /** Have none any more: it was deleted, or has expired. */
  readonly gone: number;
}

/** How far cancelling was too late, in numbers of users. */
export interface CancelledKey {
  /** It was in time, or there is nothing any more. */
  readonly cancelled: number;
  /** They have the notification, or it is on its way. */
  readonly sent: number;
  /** It was taken back. */
  readonly retracted: number;
}

/** A notification for everybody, as it is stored. */
export interface Announcement {
  readonly id: string;
  readonly scope: "everybody";
  readonly type: NotificationType;
  readonly priority: Priority;
  readonly title: string;
  readonly message: string;
  readonly action_url: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  /** Seconds that the store keeps it. */
  readonly ttl?: number;
}

/** How far a batch is, in numbers of users. */
export interface BatchStatus {
  readonly id: string;
  /** Whether some are left, every one was tried, or `cancelBatch` stopped it. */
  readonly state: "running" | "done" | "stopped";
  readonly created_at: string;
  /** How many notifications it is to make. */
  readonly accepted: number;
  /** How many are stored, or scheduled, or had expired before their turn. */
  readonly created: number;
  /** How many failed for good. Each is a dead letter, which operators can send again. */
  readonly failed: number;
  /** How many were not tried to the end yet; of a batch that was stopped, how many never will be. */
  readonly remaining: number;
  /** Users a second that were served in the last 10 s. */
  readonly rate: number;
  /** When it will be done at that rate; `null` when nothing is under way. */
  readonly estimated_end: string | null;
  /** The name of the producer that sends it; `null` without one, and of a server that does not tell. */
  readonly producer?: string | null;
}

/** Problem details (RFC 9457). Their texts name the member and the rule, never a value. */
export interface ProblemDetails {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  /** The member that breaks a rule, as spelled on the wire. */
  readonly member?: string;
  readonly [extension: string]: unknown;
}

/**
 * Where what is sent comes from. A list, a set, and a function that begins anew each time can be read again; of any other iterable
 * nothing is sent again once it was begun.
 */
export type Source<T> = Iterable<T> | AsyncIterable<T> | (() => Iterable<T> | AsyncIterable<T>);

/** One page of batches. */
export interface BatchPage {
  readonly batches: readonly BatchStatus[];
  /** Of the next page; `null` at the end. */
  readonly cursor?: string | null;
}
