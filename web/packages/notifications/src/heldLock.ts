export interface LockHandlers {
  held(): void;
  /** Another tab took it away. */
  stolen(): void;
  /** The browser does not give locks to this page. */
  refused(): void;
}

/** A Web Lock that is wanted from a request to a release. */
export class HeldLock {
  readonly #name: string;
  readonly #handlers: LockHandlers;
  #wanted: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(name: string, handlers: LockHandlers) {
    this.#name = name;
    this.#handlers = handlers;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  /** Asks for it, behind those who wait already; or takes it away from whoever has it. */
  request({ steal = false } = {}): void {
    if (this.#wanted && !steal) return;
    this.#wanted?.abort();
    const wanted = (this.#wanted = new AbortController());
    const options = steal ? { steal } : { signal: wanted.signal };
    // A promise of its own, because some browsers throw instead of rejecting.
    void (async () => {
      await navigator.locks.request(this.#name, options, () => {
        if (this.#wanted !== wanted) return;
        return new Promise<void>((resolve) => {
          this.#release = resolve;
          this.#handlers.held();
        });
      });
    })().catch((error: unknown) => {
      // Withdrawn.
      if (this.#wanted !== wanted) return;
      this.#release = this.#wanted = undefined;
      if (error instanceof Error && error.name === "AbortError") this.#handlers.stolen();
      else this.#handlers.refused();
    });
  }

  release(): void {
    this.#wanted?.abort();
    this.#release?.();
    this.#release = this.#wanted = undefined;
  }

  /** Runs it here if no tab has the lock. */
  async ifFree(run: () => void): Promise<void> {
    await navigator.locks.request(this.#name, { ifAvailable: true }, (lock) => {
      if (lock) run();
    });
  }
}
