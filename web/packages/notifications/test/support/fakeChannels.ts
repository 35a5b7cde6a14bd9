import { vi } from "vitest";

/** The channels of the tabs under test, all of which run on one thread: a blocked one says nothing and hears later. */
export class FakeChannels {
  readonly #open: { name: string; block(blocked: boolean): void }[] = [];

  constructor() {
    const open = this.#open;
    const Real = BroadcastChannel;
    vi.stubGlobal(
      "BroadcastChannel",
      class extends Real {
        readonly #waiting: (() => void)[] = [];
        #blocked = false;

        constructor(name: string) {
          super(name);
          open.push(this);
        }

        block(blocked: boolean): void {
          this.#blocked = blocked;
          if (!blocked) for (const deliver of this.#waiting.splice(0)) deliver();
        }

        override postMessage(message: unknown): void {
          if (!this.#blocked) super.postMessage(message);
        }

        override set onmessage(handler: (event: { data: unknown }) => void) {
          super.onmessage = (event: { data: unknown }) => {
            if (this.#blocked) this.#waiting.push(() => handler(event));
            else handler(event);
          };
        }
      },
    );
  }

  /** Blocks a tab, as a dialog or a breakpoint in it does: the n-th that began to share. */
  block(n: number, blocked = true): void {
    this.#open.filter(({ name }) => name.startsWith("fixia:["))[n]!.block(blocked);
  }
}
