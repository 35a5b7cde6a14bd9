"use client";

import { useConnectionState } from "@fixia/notifications-react";
import { BellIcon, BellOffIcon } from "./icons.js";
import { useLocale } from "./texts.js";

interface BlankProps {
  loading: boolean;
  loaded: boolean;
  isFiltered: boolean;
  /** Whether nothing can be loaded: offline, or with nobody signed in. */
  isAway: boolean;
}

/** What stands in place of the list while there is none. Why it can't be read, and what to do, is said by the notice below it. */
export function Blank({ loading, loaded, isFiltered, isAway }: BlankProps) {
  const { texts } = useLocale();
  const state = useConnectionState();
  return (
    <div className="fx-blank" aria-busy={loading} data-off={!loading && !loaded}>
      {loading ? (
        <Skeleton label={texts.loading} />
      ) : loaded ? (
        <>
          <BellIcon />
          <p className="fx-empty">{isFiltered ? texts.emptyFilter : texts.empty}</p>
          {!isFiltered && <p>{texts.emptyHint}</p>}
        </>
      ) : (
        <>
          <BellOffIcon />
          {isAway && <p className="fx-empty">{texts.states[state]}</p>}
        </>
      )}
    </div>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <>
      <span className="fx-hidden">{label}</span>
      {[0, 1, 2].map((row) => (
        <span key={row} className="fx-skeleton" aria-hidden="true" />
      ))}
    </>
  );
}
