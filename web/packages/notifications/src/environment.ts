/** Something that is on or off and tells when it changes. */
export interface Signal {
  get(): boolean;
  /** Calls the listener after each change; the returned function stops it. */
  subscribe(listener: () => void): () => void;
}

/** Whether the browser believes that it has a network. Always true where there is no browser. */
export const browserOnline: Signal = {
  get: () => typeof navigator === "undefined" || navigator.onLine !== false,
  subscribe: (listener) => listen(globalThis, ["online", "offline"], listener),
};

/** Whether someone can see the page. Always true where there is no page. */
export const pageVisible: Signal = {
  get: () => typeof document === "undefined" || document.visibilityState !== "hidden",
  subscribe: (listener) => {
    if (typeof document === "undefined") return () => {};
    // `resume` follows a freeze and `pageshow` a return from the back/forward cache: timers stood still in both.
    // `pagehide` is the last that a page hears, in some browsers without having been told that it is hidden.
    const stops = [
      listen(document, ["visibilitychange", "resume"], listener),
      listen(globalThis, ["pageshow", "pagehide"], listener),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  },
};

function listen(target: Partial<EventTarget>, events: readonly string[], listener: () => void): () => void {
  for (const event of events) target.addEventListener?.(event, listener);
  return () => {
    for (const event of events) target.removeEventListener?.(event, listener);
  };
}

/**
 * Hears when the page is put to rest, frozen or on its way into the back/forward cache, and when it is back. Timers and
 * messages stand still in between.
 */
export function onRest(listener: (resting: boolean) => void): () => void {
  const page = typeof document === "undefined" ? {} : document;
  const stops = [
    listen(page, ["freeze"], () => listener(true)),
    listen(page, ["resume"], () => listener(false)),
    listen(globalThis, ["pagehide"], () => listener(true)),
    listen(globalThis, ["pageshow"], () => listener(false)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Settles as the promise does, or rejects when the signal aborts: for what need not ever settle by itself. */
export function within<T>(signal: AbortSignal, promise: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits; ends early, without an error, when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
