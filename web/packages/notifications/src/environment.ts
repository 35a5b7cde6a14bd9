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
