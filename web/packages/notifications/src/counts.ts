import type { CountsByType } from "./protocol.js";

/** The counts as the server tells them. */
export interface ToldCounts {
  unreadCount: number;
  /** All unread ones where it is left out. */
  unseenCount?: number | undefined;
  /** When they were counted, as the server's timestamp; left out where it does not say. */
  at?: string | undefined;
  /** When the newest announcement was made that is in them; `null` when none is, left out by older servers. */
  announced?: string | null | undefined;
  /** Left out by older servers. */
  byType?: CountsByType | undefined;
}

/** The server's counts, and what was heard since then that changes them. */
export class Counts {
  #unread: number | null = null;
  #unseen = 0;
  #version = 0;
  #toldAt = "";
  #announced: string | undefined;
  #byType: CountsByType = {};

  /** `null` until the server told it. */
  get unread(): number | null {
    return this.#unread;
  }

  /** Of each type, as the server told it last. The same object until it tells something else. */
  get byType(): CountsByType {
    return this.#byType;
  }

  get unseen(): number {
    return this.#unseen;
  }

  /** Changes each time the server tells the counts. */
  get version(): number {
    return this.#version;
  }

  /** When the server counted, as far as it said so; timestamps compare as text. */
  get toldAt(): string {
    return this.#toldAt;
  }

  /** The newest announcement in the counts, as they compare with creation times; undefined where the server does not say. */
  get announced(): string | undefined {
    return this.#announced;
  }

  tell({ unreadCount, unseenCount, at, announced, byType = {} }: ToldCounts): void {
    this.#unread = unreadCount;
    this.#unseen = unseenCount ?? unreadCount;
    if (JSON.stringify(byType) !== JSON.stringify(this.#byType)) this.#byType = byType;
    this.#version++;
    if (at !== undefined) this.#toldAt = at;
    this.#announced = announced === undefined ? undefined : (announced ?? "");
  }

  change(by: number, seen = false): void {
    if (this.#unread !== null) this.#unread = Math.max(0, this.#unread + by);
    if (by > 0 && !seen) this.#unseen += by;
  }

  seeAll(): void {
    this.#unseen = 0;
  }
}
