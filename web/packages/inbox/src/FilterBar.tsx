"use client";

import type { NotificationFilter } from "@fixia/notifications-react";
import { typeLabel, useLocale } from "./texts.js";

interface FilterBarProps {
  filter: NotificationFilter;
  onFilter: (filter: NotificationFilter) => void;
  unreadCount: number;
  unreadByType: Readonly<Record<string, number>>;
  /** The types that there are, as far as is known. */
  types: readonly string[];
}

/** What the list shows: everything, what is unread, or the archive, each of all types or of one. */
export function FilterBar({ filter, onFilter, unreadCount, unreadByType, types }: FilterBarProps) {
  const { texts } = useLocale();
  const { type } = filter;
  const tabs = [
    { id: "all", label: texts.all, of: {} },
    { id: "unread", label: texts.unreadOnly, of: { unread: true }, count: type ? unreadByType[type] : unreadCount },
    { id: "archived", label: texts.archived, of: { archived: true } },
  ];
  const current = filter.archived ? "archived" : filter.unread ? "unread" : "all";
  return (
    <div className="fx-filters" role="group" aria-label={texts.show}>
      {tabs.map(({ id, label, of, count }) => (
        <button
          key={id}
          type="button"
          className="fx-button fx-filter"
          data-testid={`filter-${id}`}
          aria-pressed={id === current}
          onClick={() => onFilter({ ...of, ...(type && { type }) })}
        >
          {count ? texts.counted(label, count) : label}
        </button>
      ))}
      <select
        className="fx-select"
        data-testid="filter-type"
        aria-label={texts.type}
        value={type ?? ""}
        onChange={({ target }) => {
          const { type: _, ...rest } = filter;
          onFilter(target.value ? { ...rest, type: target.value } : rest);
        }}
      >
        <option value="">{texts.allTypes}</option>
        {types.map((one) => (
          <option key={one} value={one}>
            {unreadByType[one] ? texts.counted(typeLabel(texts, one), unreadByType[one]) : typeLabel(texts, one)}
          </option>
        ))}
      </select>
    </div>
  );
}
