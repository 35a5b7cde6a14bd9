import { useCallback, useEffect, useRef, useState } from "react";
import { ProblemError } from "./api.js";

export interface Polled<T> {
  /** The last that was read. */
  data: T | undefined;
  /** Why the last reading failed; undefined when it did not. */
  error: unknown;
  /** It is not read again by itself: asked for by hand, or because it would be refused again. */
  stopped: boolean;
  stop(): void;
  /** Reads it now, and goes on. */
  resume(): void;
}

const PeriodMs = 10_000;
const LongestMs = 300_000;

/** Reads something every 10 s, as long as the page can be seen and the API does not refuse it. */
export function usePolled<T>(load: (signal: AbortSignal) => Promise<T>): Polled<T> {
  const [state, setState] = useState<{ data?: T; error?: unknown }>({});
  const [stopped, setStopped] = useState(false);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (stopped) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let [reading, failures, due] = [false, 0, 0];

    const wait = (): void => {
      clearTimeout(timer);
      if (document.hidden || reading || abort.signal.aborted) return;
      const left = due - Date.now();
      if (left <= 0) void read();
      else timer = setTimeout(() => void read(), left);
    };
    const read = async (): Promise<void> => {
      reading = true;
      let pause = PeriodMs;
      try {
        const data = await latest.current(abort.signal);
        failures = 0;
        if (!abort.signal.aborted) setState({ data });
      } catch (error) {
        if (abort.signal.aborted) return;
        setState((last) => ({ ...last, error }));
        if (isFinal(error)) {
          setStopped(true);
          return;
        }
        pause = Math.min(LongestMs, Math.max(PeriodMs * 2 ** ++failures, 1_000 * (retryAfter(error) ?? 0)));
      } finally {
        reading = false;
      }
      due = Date.now() + pause;
      wait();
    };

    wait();
    document.addEventListener("visibilitychange", wait);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wait);
    };
  }, [stopped]);

  const stop = useCallback(() => setStopped(true), []);
  const resume = useCallback(() => setStopped(false), []);
  return { data: state.data, error: state.error, stopped, stop, resume };
}

const retryAfter = (error: unknown): number | undefined => (error instanceof ProblemError ? error.retryAfter : undefined);

/** What is refused now is refused in ten seconds as well. */
const isFinal = (error: unknown): boolean => error instanceof ProblemError && error.status >= 400 && error.status < 500 && error.status !== 429;
