import { useRef, useState } from "react";
import { useLoad, type Loaded } from "./useLoad.js";

export interface Paged<T, Item> extends Loaded<T> {
  /** Those of all pages that were read; none before the first. */
  items: readonly Item[];
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

/** Reads page after page: what each has in `name` is put behind what is there, and all else is as the newest answer has it. */
export function usePages<Name extends string, T extends { cursor: string | null } & Record<Name, readonly unknown[]>>(
  key: string,
  name: Name,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<T>,
): Paged<T, T[Name][number]> {
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
      (next) => latest.current === of && setMore({ of, joined: { ...next, [name]: [...data[name], ...next[name]] }, loading: false }),
      (error: unknown) => latest.current === of && setMore({ of, joined: data, loading: false, error }),
    );
  };
  return {
    ...first,
    data,
    items: data?.[name] ?? [],
    error: first.error ?? below.error,
    hasMore: Boolean(data?.cursor),
    loadingMore: below.loading,
    loadMore,
  };
}
