"use client";

import { useCallback, useEffect, useId, useRef, useState } from "react";
import { CloseIcon } from "./icons.js";
import { CountedBell, join, type InboxProps } from "./Inbox.js";
import { InboxPanel } from "./InboxPanel.js";
import { useOfferedPanel } from "./panels.js";
import { usePlacement } from "./placement.js";
import { useStillPage } from "./stillPage.js";
import { LocaleProvider, useLocale, type LocaleProps } from "./texts.js";
import { Tool } from "./Tool.js";

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

  useOfferedPanel(open, useCallback(() => setOpen(true), []));

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
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
        <CountedBell />
      </button>
      {open && <Panel id={`${id}panel`} onClose={close} {...slots} />}
    </div>
  );
}

interface PanelProps extends Omit<InboxProps, "label" | "className" | keyof LocaleProps> {
  id: string;
  onClose: () => void;
}

function Panel({ id, onClose, ...slots }: PanelProps) {
  const { texts } = useLocale();
  const titleId = useId();
  const panel = useRef<HTMLDivElement>(null);
  usePlacement(panel);
  useStillPage();
  useEffect(() => panel.current?.focus(), []);
  return (
    <div className="fx-panel fx-inbox" id={id} ref={panel} role="dialog" aria-labelledby={titleId} tabIndex={-1}>
      <InboxPanel titleId={titleId} onLeave={onClose} covers {...slots} />
      <Tool className="fx-close" label={texts.close} icon={CloseIcon} onClick={onClose} />
    </div>
  );
}
