import { useEffect, useRef } from "react";
import { useWords } from "./session.js";
import type { Paged } from "./usePages.js";

/** Loads the page below; where there is none, it says so to whoever asked for it, whose button is gone. */
export function LoadMore({ of: { hasMore, loadingMore, loadMore } }: { of: Paged<unknown, unknown> }) {
  const { texts } = useWords();
  const end = useRef<HTMLParagraphElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (!hasMore && asked.current) end.current?.focus();
    asked.current = false;
  }, [hasMore]);
  if (!hasMore)
    return (
      <p ref={end} className="hint" tabIndex={-1}>
        {texts.allShown}
      </p>
    );
  return (
    <button
      className="primary start"
      type="button"
      aria-disabled={loadingMore}
      onClick={() => {
        asked.current = true;
        loadMore();
      }}
    >
      {loadingMore ? texts.loading : texts.loadMore}
    </button>
  );
}
