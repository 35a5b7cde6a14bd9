"use client";

import { isAnnouncement } from "@fixia/notifications";
import type { NotificationItem } from "@fixia/notifications-react";
import { memo, useRef, type ReactNode } from "react";
import { Answers, type Act } from "./Answers.js";
import { MoreButton, useClamp } from "./clamping.js";
import { GroupFold } from "./GroupFold.js";
import { idsOf } from "./groups.js";
import { ArchiveIcon, CheckIcon, DeleteIcon, UndoIcon, UnreadIcon, type Icon } from "./icons.js";
import { OpenLink, type Open, type OpenProps } from "./opening.js";
import { SnoozeTool } from "./SnoozeTool.js";
import { typeLabel, useLocale } from "./texts.js";
import { dueLabel, timeAgo, useClock } from "./time.js";
import { Tool } from "./Tool.js";
import { TypeIcon } from "./TypeIcon.js";

/** The parts of an entry. `link` is what opens it, with its title: every entry needs it, once. */
export interface EntryParts {
  readonly link: ReactNode;
  readonly message: ReactNode;
  /** Type and age, or until when it is snoozed. */
  readonly meta: ReactNode;
}

export type RenderItem = (notification: NotificationItem, parts: EntryParts) => ReactNode;

/** `icon` is the one of its type, for those that have nothing better. */
export type RenderIcon = (notification: NotificationItem, icon: ReactNode) => ReactNode;

/** `mixed` for a group of which some are. */
export type Selected = boolean | "mixed";

interface EntryProps {
  item: NotificationItem;
  /** The others of its group, newest first: what is done with the entry is done with them, too. */
  others: readonly NotificationItem[];
  /** Whether they show. */
  unfolded: boolean;
  onUnfold: (group: string) => void;
  /** The entry that the Tab key reaches; arrow keys go to the others. */
  current: boolean;
  /** Whether it came while the list was shown. */
  fresh: boolean;
  onRead: (ids: readonly string[]) => void;
  onUnread: (ids: readonly string[]) => void;
  onAct: Act;
  onArchive: (ids: readonly string[]) => void;
  onSnooze: (ids: readonly string[], until: Date) => void;
  onAsking: (asking: boolean) => void;
  onRestore: (ids: readonly string[]) => void;
  onDelete: (ids: readonly string[]) => void;
  /** Undefined while nothing can be selected. */
  selected: Selected | undefined;
  onSelect: (ids: readonly string[]) => void;
  open: Open;
  renderLink: OpenProps["renderLink"];
  renderItem: RenderItem | undefined;
  renderIcon: RenderIcon | undefined;
}

/** One notification. What it shows stays as it is, and costs nothing, while others come and go. */
export const NotificationEntry = memo(function NotificationEntry({
  item,
  others,
  unfolded,
  onUnfold,
  current,
  fresh,
  onRead,
  onUnread,
  onAct,
  onArchive,
  onSnooze,
  onAsking,
  onRestore,
  onDelete,
  selected,
  onSelect,
  open,
  renderLink,
  renderItem,
  renderIcon,
}: EntryProps) {
  const { texts, language } = useLocale();
  const body = useRef<HTMLDivElement>(null);
  const clamp = useClamp(body, item.title, item.message);
  const { expanded } = clamp;
  const until = item.snoozed_until ? new Date(item.snoozed_until) : undefined;
  const age = useClock((now) => (until ? texts.snoozedUntil(dueLabel(until, now, language)) : timeAgo(item.created_at, now, language)));
  const tabIndex = current ? 0 : -1;
  const isGroup = others.length > 0;
  const ids = idsOf({ item, others });
  const openAll: Open = isGroup ? (item, event) => open(item, event, ids.slice(1)) : open;

  const title = (
    <span className="fx-clamp" data-testid="notification-title" data-expanded={expanded} dir="auto">
      {item.title}
    </span>
  );
  const main = { className: "fx-title fx-main", tabIndex, children: title };
  const icon = <TypeIcon type={item.type} />;
  const parts: EntryParts = {
    link: item.actionUrl ? (
      <OpenLink item={item} open={openAll} renderLink={renderLink} {...main} />
    ) : (
      <button
        type="button"
        aria-expanded={expanded}
        onClick={(event) => {
          openAll(item, event);
          if (!event.defaultPrevented) clamp.toggle();
        }}
        {...main}
      />
    ),
    message: (
      <p className="fx-message fx-clamp" data-expanded={expanded} dir="auto">
        {item.message}
      </p>
    ),
    meta: (
      <p className="fx-meta">
        <span className="fx-type">
          <bdi>{typeLabel(texts, item.type)}</bdi>
        </span>
        <time
          dateTime={item.snoozed_until ?? item.created_at}
          title={(until ?? item.timestamp).toLocaleString(language)}
          dir="auto"
          suppressHydrationWarning
        >
          {age}
        </time>
      </p>
    ),
  };

  return (
    <li
      className="fx-entry"
      data-testid="notification"
      data-id={item.id}
      data-read={item.read}
      data-priority={item.priority}
      data-fresh={fresh}
    >
      <span className="fx-dot">{!item.read && <span className="fx-hidden">{texts.unread}</span>}</span>
      <div className="fx-lead">
        {selected === undefined ? (
          renderIcon ? renderIcon(item, icon) : icon
        ) : (
          <input
            type="checkbox"
            className="fx-check"
            data-testid="check"
            aria-label={item.title}
            checked={selected === true}
            ref={(box) => void (box && (box.indeterminate = selected === "mixed"))}
            onChange={() => onSelect(ids)}
          />
        )}
      </div>
      <div className="fx-body" ref={body}>
        {renderItem ? (
          renderItem(item, parts)
        ) : (
          <>
            {parts.link}
            {parts.message}
            {parts.meta}
          </>
        )}
        <Answers item={item} tabIndex={tabIndex} onAct={onAct} />
        {isGroup && (
          <GroupFold
            of={item.title}
            others={others}
            expanded={unfolded}
            onToggle={() => onUnfold(item.group_key!)}
            tabIndex={tabIndex}
            open={open}
            renderLink={renderLink}
          />
        )}
      </div>
      <div className="fx-actions">
        {/* One button in both states, so that it keeps the focus when it changes. */}
        {item.removed ? (
          <Action testId="unarchive" label={texts.unarchive} icon={UndoIcon} of={item} ids={ids} tabIndex={tabIndex} run={onRestore} />
        ) : (
          <Action
            testId={item.read ? "mark-unread" : "mark-read"}
            label={item.read ? texts.markUnread : texts.markRead}
            icon={item.read ? UnreadIcon : CheckIcon}
            of={item}
            ids={ids}
            tabIndex={tabIndex}
            run={item.read ? onUnread : onRead}
          />
        )}
        {!item.removed && !isAnnouncement(item.id) && (
          <SnoozeTool
            className="fx-action"
            testId="snooze"
            label={texts.labelled(texts.snooze, item.title)}
            title={texts.snooze}
            tabIndex={tabIndex}
            onSnooze={(until) => onSnooze(ids, until)}
            onAsking={onAsking}
          />
        )}
        {item.read && item.removed !== "archived" && (
          <Action testId="archive" label={texts.archive} icon={ArchiveIcon} of={item} ids={ids} tabIndex={tabIndex} run={onArchive} />
        )}
        {item.read && (
          <Action testId="delete" label={texts.delete} icon={DeleteIcon} of={item} ids={ids} tabIndex={tabIndex} run={onDelete} />
        )}
        <MoreButton clamp={clamp} of={item.title} tabIndex={tabIndex} />
      </div>
    </li>
  );
});

interface ActionProps {
  testId: string;
  label: string;
  icon: Icon;
  of: NotificationItem;
  ids: readonly string[];
  tabIndex: number;
  run: (ids: readonly string[]) => void;
}

function Action({ label, of, ids, run, ...rest }: ActionProps) {
  const { texts } = useLocale();
  return <Tool className="fx-action" label={texts.labelled(label, of.title)} title={label} onClick={() => run(ids)} {...rest} />;
}
