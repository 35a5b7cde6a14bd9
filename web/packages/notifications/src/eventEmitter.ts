type Listener = (payload: unknown) => void;

/** What the Web PubSub client needs of Node's `EventEmitter`. */
export default class EventEmitter {
  readonly #listeners = new Map<string, readonly Listener[]>();

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...this.#of(event), listener]);
  }

  removeListener(event: string, listener: Listener): void {
    this.#listeners.set(event, this.#of(event).filter((other) => other !== listener));
  }

  emit(event: string, payload: unknown): void {
    for (const listener of this.#of(event)) listener(payload);
  }

  #of(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? [];
  }
}
