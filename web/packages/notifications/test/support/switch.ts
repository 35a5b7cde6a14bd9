import type { Signal } from "../../src/environment.js";

/** A signal that a test turns on and off. */
export class Switch implements Signal {
  readonly #listeners = new Set<() => void>();
  #value: boolean;

  constructor(value: boolean) {
    this.#value = value;
  }

  get(): boolean {
    return this.#value;
  }

  set(value: boolean): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
