"use client";

import { useEffect, useId, useRef, useState } from "react";
import { BellIcon, CloseIcon } from "./icons.js";
import { Badge, join, type InboxProps } from "./Inbox.js";
import { InboxPanel } from "./InboxPanel.js";
import { LocaleProvider, useLocale, type LocaleProps } from "./texts.js";

/** A bell with the unread count, which opens the inbox. */
export function NotificationBell({ language, texts, ...rest }: Omit<InboxProps, "label">) {
  return (
    <LocaleProvider language={language} texts={texts}>
      <Bell {...rest} />
    </LocaleProvider>
  );
}

function Bell({ className, ...slots }: Omit<InboxProps, "label" | keyof LocaleProps>) {
  const { texts } = useLocale();
  const id = useId();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    panel.current?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  return (
    <div
      className={join("fx fx-anchor", className)}
      ref={root}
      onKeyDown={(event) => {
        if (open && event.key === "Escape") close();
      }}
      onBlur={(event) => {
        // Leaving by keyboard closes it too; a click on something that takes no focus has no target.
        if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={button}
        className="fx-button fx-icon-button"
        data-testid="bell"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? `${id}panel` : undefined}
        onClick={() => (open ? close() : setOpen(true))}
      >
        <span className="fx-hidden">{texts.title} </span>
        <span className="fx-bell">
          <BellIcon />
          <Badge />
        </span>
      </button>
      {open && (
        <div
          className="fx-panel fx-inbox"
          id={`${id}panel`}
          ref={panel}
          role="dialog"
          aria-labelledby={`${id}title`}
          tabIndex={-1}
        >
          <InboxPanel titleId={`${id}title`} onLeave={close} {...slots} />
          <button type="button" className="fx-button fx-icon-button fx-close" aria-label={texts.close} onClick={close}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
