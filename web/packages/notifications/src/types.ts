import type { GetToken, PageRequest } from "./api.js";
import type { DeviceDescription } from "./device.js";
import type { Signal } from "./environment.js";
import type { NotificationPreferences } from "./preferenceTypes.js";
import type { ClientEventName, ClientEvents, FeedPage, Notification, NotificationOutcome, ServerEvents } from "./protocol.js";
import type { StoreView } from "./store.js";
import type { NotificationSummary } from "./summaries.js";

/**
 * - `connecting`: the first connection is on its way, for 5 s at most
 * - `live`: notifications arrive the moment they happen
 * - `recovering`: the connection was lost less than 5 s ago and is being taken up again
 * - `polling`: there is no connection, or real time is switched off; the feed is polled and connecting goes on
 * - `offline`: the browser has no network
 * - `signed-out`: there is no token, a fresh one was refused too, or it has become another user's; `start` tries again
 */
export type ConnectionState = "connecting" | "live" | "recovering" | "polling" | "offline" | "signed-out";

export interface NotificationClientOptions {
  /** Where a connection URL is negotiated, by `POST`. */
  negotiateUrl: string;
  /** Base of the notification API: the feed is at `{apiUrl}/notifications`. */
  apiUrl: string;
  /** Gives the user's token. Left out, requests carry the httpOnly cookie `fixia_access_token`. */
  getToken?: GetToken | undefined;
  /** `false` leaves polling only, for a gradual rollout. Default `true`. */
  realtime?: boolean | undefined;
  /**
   * Whether the tabs of one user share one connection. Whose a tab is, the server says. A string parts those that would
   * share otherwise: only tabs that give the same one do. Default `true`; a browser without Web Locks or
   * BroadcastChannel, or one that refuses them to the page, means a connection each.
   */
  shareTabs?: boolean | string | undefined;
  /**
   * The device that this is to the user's preferences, as far as it differs from the browser's own id, name and kind.
   * `false`: a client that is no device, and that preferences by device don't reach.
   */
  device?: Partial<DeviceDescription> | false | undefined;
  /** `false`: the server is not told what has reached this device. Default `true`. */
  receipts?: boolean | undefined;
  /** Poll interval while no connection is live, in ms. Default 30,000. `X-Poll-Interval` can only make it longer. */
  pollDisconnectedMs?: number | undefined;
  /** Poll interval while a connection is live, in ms. Default 120,000. `X-Poll-Interval-Live` can only make it longer. */
  pollConnectedMs?: number | undefined;
  /** Time between two pings of the service, which answers them itself and for nothing, in ms. Default 30,000. */
  pingMs?: number | undefined;
  /** Time between two pings that go all the way to the functions, in ms. Default 600,000. */
  endToEndPingMs?: number | undefined;
  /** Silence after which a connection counts as dead, in ms. Default 65,000. */
  deadAfterMs?: number | undefined;
  /** Upper bound of the first reconnect delay, in ms. Default 1,000. */
  reconnectBaseMs?: number | undefined;
  /** Upper bound of every reconnect delay, in ms. Default 30,000. */
  reconnectMaxMs?: number | undefined;
  /** How long a connection must live to reset the reconnect delay, in ms. Default 10,000. */
  stableAfterMs?: number | undefined;
  /** How long one HTTP request with its token, or opening a connection, may take, in ms. Default 15,000. */
  timeoutMs?: number | undefined;
  /** Default: the browser's. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Default: the browser's. */
  WebSocket?: typeof globalThis.WebSocket | undefined;
  /** Whether there is a network. Default: what the browser says. An answer of the server proves a no wrong. */
  online?: Signal | undefined;
  /** Whether someone can see the page. Default: what the browser says. */
  visible?: Signal | undefined;
}

export interface NotificationSnapshot extends StoreView {
  readonly state: ConnectionState;
  /** Older notifications can be loaded. */
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** False until the first page arrived. */
  readonly loaded: boolean;
  /** Why the list could not be read the last time that it was tried. */
  readonly error: Error | null;
  /** How often the list is read, in ms, as far as nothing is refused; `undefined` until the first one was planned. */
  readonly pollMs?: number;
}

/** What a client tells its listeners: every wire event by its name, and three of its own. */
export interface NotificationClientEvents extends ServerEvents {
  /**
   * Unread notifications that this client sees for the first time after the first page, and that interrupt on this
   * device, oldest first. Told in one tab only, so it is the place for toasts and sounds.
   */
  arrived: readonly Notification[];
  /** Quiet hours are over, and something came in them. Told once, and in one tab only. */
  summary: NotificationSummary;
  /** Something that the user did could not be saved, and was taken back. */
  "mark-failed": unknown;
}

/** One notification, or several. */
export type Ids = string | readonly string[];

export interface NotificationClient {
  /** What the user wants to be interrupted by, and where. */
  readonly preferences: NotificationPreferences;
  start(): void;
  /** Ends connection and polling, and forgets everything: the next start may be another user's. */
  stop(): void;
  /** The server's time, in ms since the epoch, as far as its answers tell it; else the device's. For ages. */
  now(): number;
  /** The same object until something changes. */
  getSnapshot(): NotificationSnapshot;
  /** Calls the listener after each change of the snapshot; the returned function stops it. */
  subscribe(listener: () => void): () => void;
  on<K extends keyof NotificationClientEvents>(
    event: K,
    handler: (payload: NotificationClientEvents[K]) => void,
  ): () => void;
  /**
   * Sends over the live connection; rejects without one. What the service or the server then refuses is sent again, with
   * growing waits and for minutes, so it may arrive twice. Resolves when the service has the event, or, where another tab
   * holds the connection, when that tab has it.
   */
  send<K extends ClientEventName>(event: K, data: ClientEvents[K]): Promise<void>;
  /** Reads the newest page now. */
  refresh(): Promise<void>;
  /** Loads the next older page, if there is one. */
  loadMore(): Promise<void>;
  /** Reads a page of a feed as it is now, such as the archive: what is in the list stays as it is. */
  readPage(request: PageRequest): Promise<FeedPage>;
  /** Marks one or several read: at once here, then at the server; taken back, and rejected, when that fails. */
  markRead(ids: Ids): Promise<void>;
  /**
   * Marks all read, loaded or not, the way `markRead` does. What is newer than `before` stays unread; left out, it is the
   * creation time of the newest in the list, so that what arrives meanwhile does.
   */
  markAllRead(before?: string): Promise<void>;
  /** Marks them unread, also where everything was marked read. Otherwise like `markRead`. */
  markUnread(ids: Ids): Promise<void>;
  /** Puts them away: they are read, off the list, and kept in the archive. Otherwise like `markRead`. */
  archive(ids: Ids): Promise<void>;
  /**
   * Puts them away until then: they are off the list, and come back on top, unread, as if they were new. Otherwise like
   * `markRead`. Announcements can't be.
   */
  snooze(ids: Ids, until: Date): Promise<void>;
  /**
   * Presses a button of a notification, which marks it read: at once here, then at the server. Resolves with the outcome that
   * holds, and that the list shows: the first one of all devices. Taken back, and rejected, when that fails.
   */
  act(id: string, action: string): Promise<NotificationOutcome>;
  /**
   * Puts away all that is read, loaded or not, but what is newer than `before`, as in `markAllRead`. Resolves with the ids of what
   * that was, which `restore` takes.
   */
  archiveRead(before?: string): Promise<readonly string[]>;
  /** Deletes them for this user. Otherwise like `markRead`. */
  remove(ids: Ids): Promise<void>;
  /**
   * Brings back what was archived, or deleted in the last 30 days, as it was before: read or unread. What is snoozed comes
   * back unread, to its old place. Of what only the id is known, it counts as read before, and the list has it once the server
   * tells of it.
   */
  restore(notifications: readonly (Notification | string)[]): Promise<void>;
  /** The user looked at the list: nothing in it counts as unseen any more, on any device. */
  markSeen(): void;
}
