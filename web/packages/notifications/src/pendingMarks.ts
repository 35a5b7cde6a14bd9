import type { Notification, NotificationOutcome } from "./protocol.js";

/** A change that the user already sees and the server has not confirmed. */
export interface PendingMark {
  readonly kind: "read" | "remove" | "unread";
  /** What the items were, to be put back on a failure. */
  readonly originals: Map<string, Notification>;
  /** Unread notifications beyond the loaded list that a mark-all-read covers. */
  beyondList: number;
  /** The version of the counts when it began. */
  readonly countVersion: number;
  /** The outcome that is shown, where a button was pressed: this very object. */
  readonly outcome?: NotificationOutcome | undefined;
}

/** What the user did and the server has not confirmed yet. */
export class PendingMarks {
  readonly #pending = new Set<PendingMark>();

  /** By how many unread ones the server's count is still ahead of what the user sees. */
  get outstanding(): number {
    let sum = 0;
    for (const pending of this.#pending) sum += outstandingOf(pending);
    return sum;
  }

  /** The unread ones among what is pending, as they were. */
  get unread(): Notification[] {
    return [...this.#pending].flatMap(({ originals }) => [...originals.values()].filter((item) => !item.read));
  }

  begin(pending: PendingMark): PendingMark {
    this.#pending.add(pending);
    return pending;
  }

  /** False when it was not pending. */
  end(pending: PendingMark): boolean {
    return this.#pending.delete(pending);
  }

  /** The server says that it is done: nothing is left to roll back. Tells whether an unread one was pending. */
  settle(id: string): boolean {
    let wasUnread = false;
    for (const { originals } of this.#pending) {
      wasUnread ||= originals.get(id)?.read === false;
      originals.delete(id);
    }
    return wasUnread;
  }

  /** The server says that it was restored. */
  settleUnread(id: string): void {
    for (const { kind, originals } of this.#pending) if (kind === "unread") originals.delete(id);
  }

  /** Whether the server has not told this outcome, which is shown all the same. */
  isGuess(outcome: NotificationOutcome): boolean {
    return [...this.#pending].some((pending) => pending.outcome === outcome);
  }

  /** What is put back later has the outcome that holds by then, if any, in place of the one that was shown. */
  replace(shown: NotificationOutcome, outcome?: NotificationOutcome): void {
    for (const { originals } of this.#pending)
      for (const [id, item] of originals) if (item.outcome === shown) originals.set(id, withOutcome(item, outcome));
  }

  /** The server says that everything beyond the list is read. */
  settleBeyondList(): void {
    for (const pending of this.#pending) pending.beyondList = 0;
  }
}

export function outstandingOf({ kind, originals, beyondList }: PendingMark): number {
  if (kind === "unread") return -originals.size;
  let unread = beyondList;
  for (const item of originals.values()) if (!item.read) unread++;
  return unread;
}

/** The same with this outcome, or none. */
export const withOutcome = ({ outcome: _, ...item }: Notification, outcome: Notification["outcome"]): Notification =>
  outcome ? { ...item, outcome } : item;
