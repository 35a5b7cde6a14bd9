import type { Signal } from "./environment.js";

/**
 * Whether there is a network. The device says so, and is sometimes wrong: some of those behind a VPN call themselves
 * offline for good. An answer proves the opposite, until the device speaks again or a request gets none.
 */
export class Network implements Signal {
  readonly #device: Signal;
  readonly #listeners = new Set<() => void>();
  #proven = false;
  #stop: (() => void) | undefined;

  constructor(device: Signal) {
    this.#device = device;
  }

  get(): boolean {
    return this.#proven || this.#device.get();
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    this.#stop ??= this.#device.subscribe(() => {
      this.#proven = false;
      this.#tell();
    });
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      this.#proven = false;
    };
  }

  answered(): void {
    if (this.get()) return;
    this.#proven = true;
    this.#tell();
  }

  unanswered(): void {
    if (!this.#proven) return;
    this.#proven = false;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
