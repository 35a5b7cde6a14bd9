"use client";

import type { NotificationFilter } from "@fixia/notifications-react";
import { ArchiveIcon, ArchiveReadIcon, CheckIcon, CloseIcon, DeleteIcon, SelectIcon, UndoIcon, UnreadIcon, type Icon } from "./icons.js";
import { SnoozeTool } from "./SnoozeTool.js";
import { useLocale } from "./texts.js";
import { Tool } from "./Tool.js";

interface SelectionProps {
  filter: NotificationFilter;
  /** How many are selected; `null` while nothing can be. */
  count: number | null;
}

interface ToolsProps extends SelectionProps {
  onSelect: (on: boolean) => void;
  onArchiveRead: () => void;
}

/** Begins and ends to select several, and archives all that is read. They keep their places, used or not. */
export function SelectionTools({ filter, count, onSelect, onArchiveRead }: ToolsProps) {
  const { texts } = useLocale();
  const isIdle = count === null;
  return (
    <>
      {/* One button in both states, so that it keeps the focus when it changes. */}
      <Tool
        testId="select"
        label={isIdle ? texts.select : texts.done}
        icon={isIdle ? SelectIcon : CloseIcon}
        onClick={() => onSelect(isIdle)}
      />
      <Tool
        testId="archive-read"
        label={texts.archiveRead}
        icon={ArchiveReadIcon}
        disabled={!isIdle || filter.archived || filter.snoozed}
        onClick={onArchiveRead}
      />
    </>
  );
}

interface BarProps extends SelectionProps {
  actions: Readonly<Record<"read" | "unread" | "archive" | "restore" | "delete", () => void>>;
  onSnooze: (until: Date) => void;
}

/** What is done with several at once. */
export function SelectionBar({ filter, count, actions, onSnooze }: BarProps) {
  const { texts } = useLocale();
  const isList = !filter.archived && !filter.snoozed;
  const tool = (action: keyof BarProps["actions"], label: string, icon: Icon) => (
    <Tool testId={`selected-${action}`} label={label} icon={icon} aria-disabled={count === 0} onClick={actions[action]} />
  );
  return (
    <div className="fx-bulk" role="group" aria-label={texts.select} data-idle={count === null}>
      {/* There before it says something, or screen readers would not hear it. */}
      <span role="status">{count !== null && texts.selected(count)}</span>
      {count !== null && (
        <>
          {isList ? (
            <>
              {tool("read", texts.markRead, CheckIcon)}
              {tool("unread", texts.markUnread, UnreadIcon)}
              <SnoozeTool testId="selected-snooze" label={texts.snooze} aria-disabled={count === 0} onSnooze={onSnooze} />
            </>
          ) : (
            tool("restore", texts.unarchive, UndoIcon)
          )}
          {!filter.archived && tool("archive", texts.archive, ArchiveIcon)}
          {tool("delete", texts.delete, DeleteIcon)}
        </>
      )}
    </div>
  );
}
