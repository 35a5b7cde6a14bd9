"use client";

import { useNotifications } from "@fixia/notifications-react";
import { useId, useState } from "react";
import { BellIcon } from "./icons.js";
import { InboxPanel } from "./InboxPanel.js";
import type { RenderIcon, RenderItem } from "./NotificationEntry.js";
import type { OpenProps } from "./opening.js";
import { LocaleProvider, useLocale, type LocaleProps } from "./texts.js";

export interface InboxProps extends LocaleProps, OpenProps {
  /** Arranges what an entry shows, with anything of the app's among it. Keep it the same function between renders. */
  renderItem?: RenderItem;
  /** Shows something in place of the icon of an entry, such as an avatar. Keep it the same function between renders. */
  renderIcon?: RenderIcon;
  /** Its name among the landmarks of the page, where there are several. Default: its title. */
  label?: string;
  className?: string;
}

/** The inbox as a part of the page. */
export function Inbox({ language, texts, label, className, ...slots }: InboxProps) {
  const titleId = useId();
  return (
    <LocaleProvider language={language} texts={texts}>
      <section
        className={join("fx fx-inbox", className)}
        aria-label={label}
        aria-labelledby={label === undefined ? titleId : undefined}
      >
        <InboxPanel titleId={titleId} lead={<CountedBell />} {...slots} />
      </section>
    </LocaleProvider>
  );
}

/** The bell, with how many are unread. */
export function CountedBell() {
  return (
    <span className="fx-bell">
      <BellIcon />
      <Badge />
    </span>
  );
}

/** What a badge has room for; a screen reader is told the exact number. */
const MostShown = 99;

/** The number of unread notifications; it stands out while there are some that were not seen yet, and beats once when one comes. */
function Badge() {
  const { unreadCount: unread, unseenCount: unseen, loaded } = useNotifications();
  const { texts } = useLocale();
  const known = loaded ? unseen : null;
  const [last, setLast] = useState(known);
  const [beats, setBeats] = useState(0);
  if (known !== last) {
    setLast(known);
    if (last !== null && known !== null && known > last) setBeats(beats + 1);
  }
  return (
    // Another element, because an animation begins with its element.
    <span key={beats} className="fx-badge" data-empty={unread === 0} data-seen={unseen === 0} data-beat={beats > 0}>
      {unread > MostShown && <span aria-hidden="true">{MostShown}+</span>}
      <span data-testid="unread-count" aria-hidden="true" hidden={unread > MostShown}>
        {unread}
      </span>
      <span className="fx-hidden">{texts.unreadCount(unread)}</span>
    </span>
  );
}

export const join = (...names: (string | undefined)[]): string => names.filter(Boolean).join(" ");
