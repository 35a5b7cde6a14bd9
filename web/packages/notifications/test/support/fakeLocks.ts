type Callback = (lock: object | null) => unknown;
interface Options {
  signal?: AbortSignal;
  ifAvailable?: boolean;
}

/** Web Locks, exclusive mode, as the specification has them; Node gained its own only later. */
export class FakeLocks {
  readonly #queues = new Map<string, (() => Promise<void>)[]>();
  readonly #held = new Set<string>();

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  async request(name: string, options: Options, callback: Callback): Promise<unknown> {
    options.signal?.throwIfAborted();
    if (options.ifAvailable && this.#held.has(name)) return callback(null);
    return new Promise((resolve, reject) => {
      const grant = async (): Promise<void> => {
        options.signal?.removeEventListener("abort", withdraw);
        this.#held.add(name);
        await Promise.resolve()
          .then(() => callback({ name }))
          .then(resolve, reject);
        this.#held.delete(name);
        void this.#queues.get(name)?.shift()?.();
      };
      const withdraw = (): void => {
        const queue = this.#queues.get(name)!;
        queue.splice(queue.indexOf(grant), 1);
        reject(options.signal!.reason as Error);
      };
      if (!this.#held.has(name)) return void grant();
      options.signal?.addEventListener("abort", withdraw);
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, [...queue, grant]);
    });
  }
}
