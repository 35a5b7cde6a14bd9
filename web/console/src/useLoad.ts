import { useCallback, useEffect, useState } from "react";

export interface Loaded<T> {
  /** The last that was read, also while it is read again. */
  data: T | undefined;
  error: unknown;
  loading: boolean;
  reload(): void;
}

/** Reads something whenever `key` changes; an answer to an older question is dropped. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: unknown; loading: boolean }>({ key, loading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((last) => (last.key === key ? { ...last, loading: true } : { key, loading: true }));
    load(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ key, data, loading: false }),
      (error: unknown) => !abort.signal.aborted && setState((last) => ({ ...last, error, loading: false })),
    );
    return () => abort.abort();
    // What is asked follows from the key.
  }, [key, turn]);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  const current: Partial<typeof state> & { loading: boolean } = state.key === key ? state : { loading: true };
  return { data: current.data, error: current.error, loading: current.loading, reload };
}

export interface Action {
  running: boolean;
  error: unknown;
  run(): void;
}

/** Does something once at a time. */
export function useAction(act: (signal: AbortSignal) => Promise<void>): Action {
  const [state, setState] = useState<{ running: boolean; error?: unknown }>({ running: false });
  const run = (): void => {
    if (state.running) return;
    setState({ running: true });
    act(new AbortController().signal).then(
      () => setState({ running: false }),
      (error: unknown) => setState({ running: false, error }),
    );
  };
  return { running: state.running, error: state.error, run };
}
