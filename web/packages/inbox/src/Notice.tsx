"use client";

import { useConnectionState, useNotificationEvent } from "@fixia/notifications-react";
import { useEffect, useState } from "react";
import { useLocale } from "./texts.js";

/** How long it is told that something could not be saved, in ms. */
const FailureMs = 6_000;

interface NoticeProps {
  /** Whether the list could not be read. */
  error: boolean;
  retry: () => Promise<void>;
  /** Whether it tells what could not be saved, because toasts can't. */
  covers: boolean | undefined;
  /** Whether there is nothing else to show. */
  alone: boolean;
}

/** Says in words what went wrong, and what keeps notifications from arriving live. */
export function Notice({ error, retry, covers, alone }: NoticeProps) {
  const state = useConnectionState();
  const { texts } = useLocale();
  const [failures, setFailures] = useState(0);
  useNotificationEvent("mark-failed", () => {
    if (covers) setFailures((failures) => failures + 1);
  });
  useEffect(() => {
    if (failures === 0) return;
    const timer = setTimeout(() => setFailures(0), FailureMs);
    return () => clearTimeout(timer);
  }, [failures]);
  const about =
    failures > 0
      ? texts.markFailed
      : state === "signed-out"
        ? texts.signedOut
        : state === "offline"
          ? texts.offline
          : error
            ? texts.error
            : state === "polling"
              ? texts.polling
              : null;
  const canRetry = about === texts.error;
  return (
    <div
      className="fx-notice"
      role="status"
      data-kind={failures > 0 || error ? "error" : state}
      data-alone={alone}
      hidden={about === null}
    >
      {about}
      {canRetry && (
        <button type="button" className="fx-button" onClick={() => void retry()}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}
