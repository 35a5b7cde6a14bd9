import type { Notification } from "./protocol.js";

/** Where a notification stands in the list. Timestamps have one fixed format, so they compare as text. */
export type Place = Pick<Notification, "created_at" | "id">;

const newestFirst = (a: Place, b: Place): number =>
  a.created_at === b.created_at ? (a.id < b.id ? 1 : a.id > b.id ? -1 : 0) : a.created_at < b.created_at ? 1 : -1;

export const hasExpired = ({ expires_at }: Notification, now: string): boolean => !!expires_at && expires_at <= now;

/** Notifications by id and newest first. The published array is never changed: a change works on a copy. */
export class OrderedList {
  readonly #byId = new Map<string, Notification>();
  #published: readonly Notification[] = [];
  #draft: Notification[] | null = null;
  #floor: Place | null = null;
  #nextExpiry: string | null = null;

  /** None of them expires before this time; `null` when none does at all. */
  get nextExpiry(): string | null {
    return this.#nextExpiry;
  }

  get(id: string): Notification | undefined {
    return this.#byId.get(id);
  }

  /** All of them, in no order. */
  values(): Notification[] {
    return [...this.#byId.values()];
  }

  /** Whether it lies below what has been loaded. */
  isBelowFloor(place: Place): boolean {
    return this.#floor !== null && newestFirst(place, this.#floor) > 0;
  }

  put(item: Notification): void {
    const list = this.#change();
    const known = this.#byId.get(item.id);
    if (known && known.created_at !== item.created_at) list.splice(this.#position(list, known), 1);
    const at = this.#position(list, item);
    list.splice(at, list[at]?.id === item.id ? 1 : 0, item);
    this.#byId.set(item.id, item);
    this.#awaitExpiry(item);
  }

  delete(id: string): void {
    const item = this.#byId.get(id);
    if (!item) return;
    const list = this.#change();
    list.splice(this.#position(list, item), 1);
    this.#byId.delete(id);
  }

  /** Says how far down the list is complete, and drops what lies below; `null` when nothing older exists. */
  setFloor(floor: Place | null): void {
    this.#floor = floor;
    if (!floor) return;
    const list = this.#change();
    for (const item of list.splice(this.#position(list, floor) + 1)) this.#byId.delete(item.id);
  }

  /** Those that have expired, to be deleted. */
  expired(now: string): Notification[] {
    if (this.#nextExpiry === null || this.#nextExpiry > now) return [];
    this.#nextExpiry = null;
    const items = this.values();
    for (const item of items) if (!hasExpired(item, now)) this.#awaitExpiry(item);
    return items.filter((item) => hasExpired(item, now));
  }

  /** The list as it is now: the same array as before when nothing changed. */
  publish(): readonly Notification[] {
    this.#published = this.#draft ?? this.#published;
    this.#draft = null;
    return this.#published;
  }

  #awaitExpiry({ expires_at }: Notification): void {
    if (expires_at && (this.#nextExpiry === null || expires_at < this.#nextExpiry)) this.#nextExpiry = expires_at;
  }

  #change(): Notification[] {
    return (this.#draft ??= [...this.#published]);
  }

  /** Index of the first entry that does not stand before the place. */
  #position(list: readonly Notification[], place: Place): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (newestFirst(list[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
