"use client";

import {
  useConnectionState,
  useNotificationFeed,
  useNotifications,
  type NotificationFeed,
  type NotificationFilter,
} from "@fixia/notifications-react";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useActions, versionOf } from "./actions.js";
import { Blank } from "./Blank.js";
import { useStateText } from "./connectionState.js";
import { FilterTabs, TypeFilter } from "./FilterBar.js";
import { AllIcon } from "./icons.js";
import type { InboxProps } from "./Inbox.js";
import { Notice } from "./Notice.js";
import { NotificationList } from "./NotificationList.js";
import { useOpen } from "./opening.js";
import { SelectionBar, SelectionTools } from "./SelectionBar.js";
import { useLocale } from "./texts.js";
import { Tool } from "./Tool.js";
import { UndoBar } from "./UndoBar.js";

interface PanelProps extends Pick<InboxProps, "onOpen" | "navigate" | "renderLink" | "renderItem" | "renderIcon"> {
  titleId: string;
  /** Stands before the title. */
  lead?: ReactNode;
  /** Whether it lies over the page, and so over toasts, which leave to it to say what could not be saved. */
  covers?: boolean;
  /** Called when a notification takes the user elsewhere. */
  onLeave?: () => void;
}

const everything: NotificationFilter = {};

/** Header, notice and list: what a page shows as an inbox and a bell as its panel. */
export function InboxPanel({ titleId, lead, covers, onLeave, renderLink, renderItem, renderIcon, ...opening }: PanelProps) {
  const inbox = useNotifications();
  const open = useOpen(opening, onLeave);
  const state = useConnectionState();
  const stateText = useStateText();
  const { texts } = useLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const focusHeading = useCallback(() => heading.current?.focus(), []);
  const [filter, setFilter] = useState(everything);
  const isFiltered = Object.keys(filter).length > 0;
  const part = useNotificationFeed(isFiltered ? filter : null);
  const { unreadCount, unseenCount, unreadByType, markAllAsRead, markSeen } = inbox;
  const all: NotificationFeed = { ...inbox, refresh: inbox.refreshNotifications };
  const { gone, selected, select, toggle, removal, forget, undo, actions, answered, archiveRead, bulk } = useActions(
    inbox,
    isFiltered ? part : all,
    filter,
  );
  const feed = isFiltered ? { ...part, notifications: part.notifications.filter((item) => !gone.has(versionOf(item))) } : all;
  const { notifications, loaded, error } = feed;
  const isAway = state === "signed-out" || state === "offline";
  const loading = isFiltered ? !loaded && !error && !isAway : inbox.loading;
  const isBlank = notifications.length === 0;
  const count = selected && selected.size;
  const types = [...new Set([...Object.keys(unreadByType), ...inbox.notifications.map((item) => item.type), ...(filter.type ? [filter.type] : [])])];

  // What is in the open list has been seen, also what arrives while it is open.
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== "hidden") markSeen();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [markSeen, unseenCount]);

  const undoByKey = (event: KeyboardEvent): void => {
    if (!removal || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo();
  };

  return (
    <div className="fx-content" onKeyDown={undoByKey}>
      <header className="fx-header">
        {lead}
        <div className="fx-heading">
          <h2 id={titleId} ref={heading} tabIndex={-1}>
            {texts.title}
          </h2>
          <span className="fx-state" data-state={state}>
            <span data-testid="connection-state">{stateText}</span>
          </span>
        </div>
        <Tool
          testId="mark-all-read"
          label={texts.markAllRead}
          icon={AllIcon}
          disabled={unreadCount === 0}
          onClick={() => void markAllAsRead()}
        />
      </header>
      {inbox.loaded && (
        <>
          <div className="fx-bar">
            <FilterTabs filter={filter} onFilter={setFilter} unreadByType={unreadByType} unreadCount={unreadCount} />
            <div className="fx-tools">
              <TypeFilter filter={filter} onFilter={setFilter} unreadByType={unreadByType} types={types} />
              <SelectionTools filter={filter} count={count} onSelect={select} onArchiveRead={() => void archiveRead()} />
            </div>
          </div>
          <SelectionBar filter={filter} count={count} actions={bulk} onSnooze={bulk.snooze} />
        </>
      )}
      <UndoBar
        removal={removal}
        onUndo={() => {
          // Its button goes, and must not take the focus with it.
          focusHeading();
          undo();
        }}
        onClose={() => {
          focusHeading();
          forget();
        }}
      />
      <span className="fx-hidden" role="status">
        {answered && texts.outcome(answered)}
      </span>
      <Notice error={error !== null} retry={feed.refresh} covers={covers} alone={isBlank && !loaded && !loading} />
      {!isBlank ? (
        <NotificationList
          // Another part begins at its top.
          key={JSON.stringify(filter)}
          feed={feed}
          actions={actions}
          unreadOnly={filter.unread === true}
          selected={selected}
          onSelect={toggle}
          open={open}
          renderLink={renderLink}
          renderItem={renderItem}
          renderIcon={renderIcon}
          onEmptied={focusHeading}
        />
      ) : (
        <Blank loading={loading} loaded={loaded} isFiltered={isFiltered} isAway={isAway} />
      )}
    </div>
  );
}
