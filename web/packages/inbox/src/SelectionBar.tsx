"use client";

import type { NotificationFilter } from "@fixia/notifications-react";
import { useLocale } from "./texts.js";

interface SelectionBarProps {
  filter: NotificationFilter;
  /** How many are selected; `null` while nothing can be. */
  count: number | null;
  onSelect: (on: boolean) => void;
  onArchiveRead: () => void;
  actions: Readonly<Record<"read" | "unread" | "archive" | "restore" | "delete", () => void>>;
}

/** What is done with several at once. */
export function SelectionBar({ filter, count, onSelect, onArchiveRead, actions }: SelectionBarProps) {
  const { texts } = useLocale();
  const some = filter.archived
    ? ([["restore", texts.unarchive]] as const)
    : ([["read", texts.markRead], ["unread", texts.markUnread], ["archive", texts.archive]] as const);
  return (
    <div className="fx-bulk" role="group" aria-label={texts.select}>
      {/* One button in both states, so that it keeps the focus when it changes. */}
      <button type="button" className="fx-button" data-testid="select" onClick={() => onSelect(count === null)}>
        {count === null ? texts.select : texts.done}
      </button>
      <span role="status">{count !== null && texts.selected(count)}</span>
      {count !== null &&
        [...some, ["delete", texts.delete] as const].map(([action, label]) => (
          <button
            key={action}
            type="button"
            className="fx-button"
            data-testid={`selected-${action}`}
            aria-disabled={count === 0}
            onClick={actions[action]}
          >
            {label}
          </button>
        ))}
      {count === null && !filter.archived && (
        <button type="button" className="fx-button" data-testid="archive-read" onClick={onArchiveRead}>
          {texts.archiveRead}
        </button>
      )}
    </div>
  );
}
