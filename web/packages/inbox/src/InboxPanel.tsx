"use client";

import { useConnectionState, useNotifications } from "@fixia/notifications-react";
import { useCallback, useEffect, useRef, type ReactNode } from "react";
import { AllIcon } from "./icons.js";
import type { InboxProps } from "./Inbox.js";
import { NotificationList } from "./NotificationList.js";
import { useOpen } from "./opening.js";
import { useLocale } from "./texts.js";

interface PanelProps extends Pick<InboxProps, "onOpen" | "navigate" | "renderLink" | "renderItem" | "renderIcon"> {
  titleId: string;
  /** Stands before the title. */
  lead?: ReactNode;
  /** Called when a notification takes the user elsewhere. */
  onLeave?: () => void;
}

/** Header, notice and list: what a page shows as an inbox and a bell as its panel. */
export function InboxPanel({ titleId, lead, onLeave, renderLink, renderItem, renderIcon, ...opening }: PanelProps) {
  const inbox = useNotifications();
  const open = useOpen(opening, onLeave);
  const state = useConnectionState();
  const { texts } = useLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const focusHeading = useCallback(() => heading.current?.focus(), []);
  const { notifications, unreadCount, unseenCount, loading, loaded, error, markAllAsRead, markSeen, refreshNotifications } =
    inbox;

  // What is in the open list has been seen, also what arrives while it is open.
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== "hidden") markSeen();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [markSeen, unseenCount]);

  return (
    <>
      <header className="fx-header">
        {lead}
        <h2 className="fx-heading" id={titleId} ref={heading} tabIndex={-1}>
          {texts.title}
        </h2>
        <span className="fx-state" data-state={state}>
          <span data-testid="connection-state">{texts.states[state]}</span>
        </span>
        <button
          type="button"
          className="fx-button fx-icon-button"
          data-testid="mark-all-read"
          aria-label={texts.markAllRead}
          title={texts.markAllRead}
          disabled={unreadCount === 0}
          onClick={() => void markAllAsRead()}
        >
          <AllIcon />
        </button>
      </header>
      <Notice error={error !== null} retry={refreshNotifications} />
      {notifications.length > 0 ? (
        <NotificationList
          inbox={inbox}
          open={open}
          renderLink={renderLink}
          renderItem={renderItem}
          renderIcon={renderIcon}
          onEmptied={focusHeading}
        />
      ) : (
        <div className="fx-blank" aria-busy={loading}>
          {loading ? (
            <Skeleton label={texts.loading} />
          ) : loaded ? (
            <Empty />
          ) : (
            // The notice above says why there is nothing, and what to do.
            !error && <p className="fx-empty">{texts.states[state]}</p>
          )}
        </div>
      )}
    </>
  );
}

/** Says in words what keeps notifications from arriving live. */
function Notice({ error, retry }: { error: boolean; retry: () => Promise<void> }) {
  const state = useConnectionState();
  const { texts } = useLocale();
  const about =
    state === "signed-out"
      ? texts.signedOut
      : state === "offline"
        ? texts.offline
        : error
          ? texts.error
          : state === "polling"
            ? texts.polling
            : null;
  const canRetry = error && state !== "signed-out" && state !== "offline";
  return (
    <div className="fx-notice" role="status" data-kind={error ? "error" : state} hidden={about === null}>
      {about}
      {canRetry && (
        <button type="button" className="fx-button" onClick={() => void retry()}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

function Empty() {
  const { texts } = useLocale();
  return (
    <>
      <p className="fx-empty">{texts.empty}</p>
      <p>{texts.emptyHint}</p>
    </>
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
