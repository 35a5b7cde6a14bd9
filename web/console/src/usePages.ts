import { useRef, useState } from "react";
import { useLoad, type Loaded } from "./useLoad.js";

export interface Paged<T> extends Loaded<T> {
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

/** Reads page after page; `join` puts the next one behind what is there. */
export function usePages<T extends { cursor: string | null }>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<T>,
  join: (before: T, next: T) => T,
): Paged<T> {
  const [more, setMore] = useState<{ of: T | undefined; joined?: T; loading: boolean; error?: unknown }>({ of: undefined, loading: false });
  const first = useLoad(key, (signal) => load(undefined, signal));
  // What was loaded below a first page goes with it.
  const below = more.of === first.data ? more : { loading: false, joined: undefined, error: undefined };
  const data = below.joined ?? first.data;
  const latest = useRef(first.data);
  latest.current = first.data;

  const loadMore = (): void => {
    if (!data?.cursor || below.loading) return;
    const of = first.data;
    setMore({ of, joined: data, loading: true });
    load(data.cursor, new AbortController().signal).then(
      (next) => latest.current === of && setMore({ of, joined: join(data, next), loading: false }),
      (error: unknown) => latest.current === of && setMore({ of, joined: data, loading: false, error }),
    );
  };
  return {
    ...first,
    data,
    error: first.error ?? below.error,
    hasMore: Boolean(data?.cursor),
    loadingMore: below.loading,
    loadMore,
  };
}
