import { useWords } from "./session.js";
import type { Loaded } from "./useLoad.js";

/** Reads it again, and says while it is read. */
export function Reload({ of: { loading, reload } }: { of: Loaded<unknown> }) {
  const { texts } = useWords();
  return (
    <>
      <button className="quiet" type="button" onClick={reload}>
        {texts.reload}
      </button>
      <span role="status">{loading && texts.loading}</span>
    </>
  );
}
