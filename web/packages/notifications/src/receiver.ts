import type { Emitter } from "./emitter.js";
import type { InboxState } from "./inboxState.js";
import { attentionIn, type AttentionById } from "./interruptions.js";
import type { Notification, ServerEvent, ServerEvents } from "./protocol.js";
import type { SessionAttention } from "./sessionAttention.js";
import type { Sync } from "./sync.js";
import type { NotificationClientEvents } from "./types.js";

export interface ReceiverOptions {
  state: InboxState;
  sync: Sync;
  attention: SessionAttention;
  events: Emitter<NotificationClientEvents>;
  /** Whether this tab holds the connection, and so is the one that syncs. */
  leading(): boolean;
  poll(): void;
  /** The server refused an event that is not a sync. */
  refused(error: ServerEvents["error"]): void;
  /** These interrupt on this device, in whichever tab. */
  shown(items: readonly Notification[]): void;
  /** Runs it in one tab only. */
  announce(show: () => void): void;
}

/** Takes what the server sent into the state, asks for what it did not carry, and tells the listeners. */
export class Receiver {
  readonly #options: ReceiverOptions;
  /** Read elsewhere and unknown here. A sync is not sure to bring them: most of them lie below the list. */
  readonly #askedFor = new Set<string>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  receive(events: readonly ServerEvent[]): void {
    const { state, sync, events: listeners, leading, refused, attention } = this.#options;
    for (const { data } of events) this.#tellTime(data);
    let incomplete = this.#hasUnknownAnnouncement(events);
    const added = state.applyEvents(events);
    for (const { event, data } of events) {
      if (event === "notification:sync-response") this.#synced(data, added.length);
      else if (event === "notification:unread-count") incomplete ||= data.hasMore === true;
      else if (event === "notification:read") incomplete = this.#isNews(data) || incomplete;
      else if (event === "notification:summary") this.#summarise(data);
      else if (event === "preferences:changed") attention.preferences.changed(data.etag);
      else if (event === "error" && leading()) {
        if (data.event === "sync-request") sync.refused(data);
        else refused(data);
      }
    }
    if (incomplete && leading()) sync.soon();
    this.announce(added, attentionIn(events));
    for (const { event, data } of events)
      if (event !== "error" || data.event !== "received") listeners.emit(event, data);
  }

  #tellTime(data: ServerEvent["data"]): void {
    for (const member of ["timestamp", "updatedAt", "receivedAt", "requestedAt"])
      if (member in data) this.#options.state.clock.heard(data[member as never]);
  }

  /** Tells of what is new, as far as it interrupts here. */
  announce(added: readonly Notification[], told: AttentionById): void {
    const { attention, events, shown, announce } = this.#options;
    // What was restored has been here before, unless it comes back by itself.
    const unread = added.filter((item) => !item.read && (!item.restores || item.sent_at));
    // Pages are in one order and syncs in the other.
    const interrupting = attention.interruptions.among(unread, told).sort(byAge);
    shown(interrupting);
    if (interrupting.length > 0) announce(() => events.emit("arrived", interrupting));
  }

  #summarise(data: ServerEvents["notification:summary"]): void {
    const { attention, events, announce } = this.#options;
    const summary = attention.summaries.read(data);
    if (summary) announce(() => events.emit("summary", summary));
  }

  /** An announcement is pushed without a count, and an older server does not say whether the last count has it in it. */
  #hasUnknownAnnouncement(events: readonly ServerEvent[]): boolean {
    const { store } = this.#options.state;
    if (store.countsAnnouncements) return false;
    if (events.some(({ event }) => event === "notification:unread-count")) return false;
    return events.some(({ event, data }) => event === "notification:new" && !store.knows(data.notification.id));
  }

  /** Whether one of these, which were read elsewhere, was never heard of: it was read before it could be pushed. */
  #isNews({ notificationIds, restores }: ServerEvents["notification:read"]): boolean {
    const { store } = this.#options.state;
    const versions = notificationIds.map((id) => ({ id, restores: restores?.[id] ?? 0 }));
    const unknown = versions
      .filter((version) => !store.knowsVersion(version.id, version.restores))
      .map((version) => `${version.restores} ${version.id}`)
      .filter((version) => !this.#askedFor.has(version));
    for (const version of unknown) this.#askedFor.add(version);
    return unknown.length > 0;
  }

  #synced(response: ServerEvents["notification:sync-response"], added: number): void {
    const { state, sync, leading, poll } = this.#options;
    const { loaded } = state.snapshot;
    // Without a cursor the answer is the newest page and nothing else: more may be missing than it brought.
    const gap = sync.cursor === null && loaded && added > 0;
    if (leading()) sync.answered(response);
    else if (!response.hasMore) sync.cursor = response.cursor ?? sync.cursor;
    if (gap) state.suspectGap();
    if (gap || !loaded) poll();
  }
}

export const byAge = (a: Notification, b: Notification): number =>
  a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at);
