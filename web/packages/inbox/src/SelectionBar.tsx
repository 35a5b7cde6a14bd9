"use client";

import type { NotificationFilter } from "@fixia/notifications-react";
import { ArchiveIcon, ArchiveReadIcon, CheckIcon, CloseIcon, DeleteIcon, SelectIcon, UndoIcon, UnreadIcon } from "./icons.js";
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
        disabled={!isIdle || filter.archived}
        onClick={onArchiveRead}
      />
    </>
  );
}

interface BarProps extends SelectionProps {
  actions: Readonly<Record<"read" | "unread" | "archive" | "restore" | "delete", () => void>>;
}

/** What is done with several at once. */
export function SelectionBar({ filter, count, actions }: BarProps) {
  const { texts } = useLocale();
  const some = filter.archived
    ? ([["restore", texts.unarchive, UndoIcon]] as const)
    : ([["read", texts.markRead, CheckIcon], ["unread", texts.markUnread, UnreadIcon], ["archive", texts.archive, ArchiveIcon]] as const);
  return (
    <div className="fx-bulk" role="group" aria-label={texts.select} data-idle={count === null}>
      {/* There before it says something, or screen readers would not hear it. */}
      <span role="status">{count !== null && texts.selected(count)}</span>
      {count !== null &&
        [...some, ["delete", texts.delete, DeleteIcon] as const].map(([action, label, icon]) => (
          <Tool
            key={action}
            testId={`selected-${action}`}
            label={label}
            icon={icon}
            aria-disabled={count === 0}
            onClick={actions[action]}
          />
        ))}
    </div>
  );
}
