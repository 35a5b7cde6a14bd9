type Callback = (lock: object | null) => unknown;
interface Options {
  signal?: AbortSignal;
  ifAvailable?: boolean;
  steal?: boolean;
}

/** Web Locks, exclusive mode, as the specification has them; Node gained its own only later. */
export class FakeLocks {
  readonly #queues = new Map<string, (() => void)[]>();
  /** How to take a held lock away. */
  readonly #held = new Map<string, () => void>();

  request = (name: string, options: Options, callback: Callback): Promise<unknown> => {
    if (options.signal?.aborted) return Promise.reject(options.signal.reason as Error);
    if (options.ifAvailable && this.#held.has(name)) return Promise.resolve(callback(null));
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        options.signal?.removeEventListener("abort", withdraw);
        const rob = (): void => reject(new DOMException("The lock was stolen.", "AbortError"));
        this.#held.set(name, rob);
        void Promise.resolve()
          .then(() => callback({ name }))
          .then(resolve, reject)
          .then(() => {
            if (this.#held.get(name) !== rob) return;
            this.#held.delete(name);
            this.#queues.get(name)?.shift()?.();
          });
      };
      const withdraw = (): void => {
        const queue = this.#queues.get(name)!;
        queue.splice(queue.indexOf(grant), 1);
        reject(options.signal!.reason as Error);
      };
      if (options.steal) this.#held.get(name)?.();
      if (options.steal || !this.#held.has(name)) return grant();
      options.signal?.addEventListener("abort", withdraw);
      this.#queues.set(name, [...(this.#queues.get(name) ?? []), grant]);
    });
  };
}
