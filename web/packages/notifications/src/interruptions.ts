import { resolveAttention, type Attention, type AttentionSettings } from "./attention.js";
import { isAnnouncement, type FeedPage, type Notification, type ServerEvent, type ToldAttention } from "./protocol.js";

/** What the server said about notifications, by their ids. */
export type AttentionById = ReadonlyMap<string, ToldAttention>;

export interface InterruptionsOptions {
  /** `undefined` for a client that is no device. */
  deviceId(): string | undefined;
  /** `null` until they were read. */
  settings(): AttentionSettings | null;
  /** The server's time, in ms since the epoch. */
  now(): number;
}

/** Collects what events say about the attention that their notifications call for. */
export function attentionIn(events: readonly ServerEvent[]): AttentionById {
  return new Map(
    events.flatMap(({ event, data }): [string, ToldAttention][] => {
      // What the user brings back calls nobody, and says nothing of it.
      if (event === "notification:restored") return [[data.notification.id, { attention: "silent", ...data }]];
      if (event === "notification:new") return [[data.notification.id, data]];
      return event === "notification:sync-response" ? [...attentionOn(data)] : [];
    }),
  );
}

/** The same of a page. */
export function attentionOn({ attention }: Pick<FeedPage, "attention">): AttentionById {
  return new Map(Object.entries(attention ?? {}));
}

/** Knows which notifications interrupt on this device. */
export class Interruptions {
  readonly #options: InterruptionsOptions;

  constructor(options: InterruptionsOptions) {
    this.#options = options;
  }

  /** Those of the items that interrupt; the others are in the list, and that is all. */
  among(items: readonly Notification[], told: AttentionById): Notification[] {
    return items.filter((item) => this.#attention(item, told.get(item.id)) !== "silent");
  }

  #attention({ id, type, priority }: Notification, told: ToldAttention | undefined): Attention | undefined {
    const { deviceId, settings, now } = this.#options;
    const device = deviceId();
    const attention = (device === undefined ? undefined : told?.attentionByDevice?.[device]) ?? told?.attention;
    // What was sent to everybody says nothing, and what was read may say silent only: the same rules are applied here.
    return attention === undefined && isAnnouncement(id)
      ? resolveAttention(settings(), { type, priority, deviceId: device, at: now() }).attention
      : attention;
  }
}
