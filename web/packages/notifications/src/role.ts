import { HeldLock } from "./heldLock.js";

export interface RoleOptions {
  /** The lock whose holder has the role. */
  name: string;
  /** How often those who wait ask whether the holder lives, in ms. */
  checkMs: number;
  /** Asks whoever has it to answer. */
  ask(): void;
  gained(): void;
  lost(): void;
  /** Tabs can't agree here on who has it: locks are refused or silent, or two of them don't hear each other. */
  failed(): void;
}

/** How long a holder may take to answer, in ms. */
const AnswerMs = 3_000;

/**
 * Something that one tab does for all. The browser frees the lock of a tab that closes or crashes; a tab that is blocked
 * or asleep keeps it and does not answer, and those who wait take it away.
 */
export class Role {
  readonly #options: RoleOptions;
  readonly #lock: HeldLock;
  #check: ReturnType<typeof setInterval> | undefined;
  #answer: ReturnType<typeof setTimeout> | undefined;
  /** It was taken from this tab, by one that has not been heard since. */
  #robbed = false;

  constructor(options: RoleOptions) {
    this.#options = options;
    this.#lock = new HeldLock(options.name, {
      held: () => {
        this.#settle();
        options.gained();
      },
      stolen: () => {
        options.lost();
        if (!this.#wanted) return;
        if (this.#robbed) return options.failed();
        this.#robbed = true;
        this.#lock.request();
        this.ask();
      },
      refused: () => options.failed(),
    });
  }

  get held(): boolean {
    return this.#lock.held;
  }

  get #wanted(): boolean {
    return this.#check !== undefined;
  }

  want(): void {
    if (this.#wanted) return;
    this.#check = setInterval(() => this.ask(), this.#options.checkMs);
    this.#lock.request();
    this.ask();
  }

  release(): void {
    clearInterval(this.#check);
    this.#check = undefined;
    this.#settle();
    this.#lock.release();
  }

  /** Asks whether the holder lives; the time for an answer runs from the first question. */
  ask(): void {
    if (!this.#wanted || this.held) return;
    this.#options.ask();
    // Asking may have shown that nobody can be asked, and made this tab give it up.
    if (!this.#wanted || this.#answer !== undefined) return;
    const askedAt = Date.now();
    this.#await(AnswerMs, () => {
      // This tab itself stood still meanwhile, and may have the answer before it.
      if (Date.now() - askedAt > 2 * AnswerMs) this.#await(AnswerMs, () => this.#take());
      else this.#take();
    });
  }

  /** The holder answered. */
  heard(): void {
    this.#robbed = false;
    this.#settle();
  }

  ifFree(run: () => void): void {
    this.#lock.ifFree(run).catch(() => undefined);
  }

  #take(): void {
    // A tab that takes it back from one that it can't hear would have it taken again, and so on.
    if (this.#robbed) return this.#options.failed();
    this.#lock.request({ steal: true });
    this.#await(AnswerMs, () => this.#options.failed());
  }

  #await(ms: number, then: () => void): void {
    this.#answer = setTimeout(() => {
      this.#answer = undefined;
      then();
    }, ms);
  }

  #settle(): void {
    clearTimeout(this.#answer);
    this.#answer = undefined;
  }
}
