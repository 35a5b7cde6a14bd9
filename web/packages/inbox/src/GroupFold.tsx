"use client";

import type { NotificationItem } from "@fixia/notifications-react";
import { useId } from "react";
import { MoreIcon } from "./icons.js";
import { OpenLink, type Open, type OpenProps } from "./opening.js";
import { useLocale } from "./texts.js";
import { useTimeAgo } from "./time.js";

/** How many lines an expanded group has. */
const MostLines = 20;

interface FoldProps {
  /** The title of the entry. */
  of: string;
  /** Those that the entry does not show, newest first. */
  others: readonly NotificationItem[];
  expanded: boolean;
  onToggle: () => void;
  tabIndex: number;
  open: Open;
  renderLink: OpenProps["renderLink"];
}

/** How many more an entry stands for, and on demand a line for each. */
export function GroupFold({ of, others, expanded, onToggle, ...rest }: FoldProps) {
  const { texts } = useLocale();
  const id = useId();
  const count = texts.groupCount(others.length);
  return (
    <div className="fx-group">
      <button
        type="button"
        className="fx-button fx-count"
        data-testid="group"
        aria-label={texts.labelled(count, of)}
        aria-expanded={expanded}
        aria-controls={expanded ? id : undefined}
        tabIndex={rest.tabIndex}
        onClick={onToggle}
      >
        <span dir="auto">{count}</span>
        <MoreIcon />
      </button>
      {expanded && (
        <ul id={id}>
          {others.slice(0, MostLines).map((item) => (
            <GroupLine key={item.id} item={item} {...rest} />
          ))}
          {others.length > MostLines && <li className="fx-meta" dir="auto">{texts.groupCount(others.length - MostLines)}</li>}
        </ul>
      )}
    </div>
  );
}

interface LineProps extends Pick<FoldProps, "tabIndex" | "open" | "renderLink"> {
  item: NotificationItem;
}

/** One of a group. Opened, it is read, and so shows by itself. */
function GroupLine({ item, tabIndex, open, renderLink }: LineProps) {
  const { language } = useLocale();
  const age = useTimeAgo(item.created_at, language);
  const title = {
    className: "fx-line-title",
    tabIndex,
    children: <span dir="auto">{item.title}</span>,
  };
  return (
    <li className="fx-line" data-testid="group-line" data-id={item.id}>
      {item.actionUrl ? (
        <OpenLink item={item} open={open} renderLink={renderLink} {...title} />
      ) : (
        <button type="button" onClick={(event) => open(item, event)} {...title} />
      )}
      <time dateTime={item.created_at} title={item.timestamp.toLocaleString(language)} dir="auto" suppressHydrationWarning>
        {age}
      </time>
    </li>
  );
}
