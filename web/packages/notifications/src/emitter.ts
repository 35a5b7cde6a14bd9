type Handler<T> = (payload: T) => void;

/** Typed listeners. A listener that throws is reported like an uncaught error and does not stop the others. */
export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();

  /** Adds a listener; the returned function removes it. */
  on<K extends keyof Events>(event: K, handler: Handler<Events[K]>): () => void {
    let handlers = this.#handlers.get(event);
    if (!handlers) this.#handlers.set(event, (handlers = new Set()));
    // A wrapper of its own, so that the same function added twice is also removed twice.
    const entry: Handler<Events[K]> = (payload) => handler(payload);
    handlers.add(entry);
    return () => handlers.delete(entry);
  }

  emit<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        (handler as Handler<Events[K]>)(payload);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
