"use client";

import type { NotificationFilter } from "@fixia/notifications-react";
import { FilterIcon } from "./icons.js";
import { typeLabel, useLocale } from "./texts.js";

interface FilterProps {
  filter: NotificationFilter;
  onFilter: (filter: NotificationFilter) => void;
  unreadByType: Readonly<Record<string, number>>;
}

/** What the list shows: everything, what is unread, what is snoozed, or the archive, each of all types or of one. */
export function FilterTabs({ filter, onFilter, unreadByType, unreadCount }: FilterProps & { unreadCount: number }) {
  const { texts } = useLocale();
  const { type } = filter;
  const tabs = [
    { id: "all", label: texts.all, of: {} },
    { id: "unread", label: texts.unreadOnly, of: { unread: true }, count: type ? unreadByType[type] : unreadCount },
    { id: "snoozed", label: texts.snoozed, of: { snoozed: true } },
    { id: "archived", label: texts.archived, of: { archived: true } },
  ];
  const current = filter.archived ? "archived" : filter.snoozed ? "snoozed" : filter.unread ? "unread" : "all";
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
    </div>
  );
}

interface TypeProps extends FilterProps {
  /** The types that there are, as far as is known. */
  types: readonly string[];
}

/** The browser's own choice lies unseen over an icon, and over the type that was chosen. */
export function TypeFilter({ filter, onFilter, unreadByType, types }: TypeProps) {
  const { texts } = useLocale();
  const { type, ...rest } = filter;
  return (
    <span className="fx-type-filter" data-on={type !== undefined}>
      <FilterIcon />
      {type !== undefined && <bdi aria-hidden="true">{typeLabel(texts, type)}</bdi>}
      <select
        className="fx-select"
        data-testid="filter-type"
        aria-label={texts.type}
        title={texts.type}
        value={type ?? ""}
        onChange={({ target }) => onFilter(target.value ? { ...rest, type: target.value } : rest)}
      >
        <option value="">{texts.allTypes}</option>
        {types.map((one) => (
          <option key={one} value={one}>
            {unreadByType[one] ? texts.counted(typeLabel(texts, one), unreadByType[one]) : typeLabel(texts, one)}
          </option>
        ))}
      </select>
    </span>
  );
}
