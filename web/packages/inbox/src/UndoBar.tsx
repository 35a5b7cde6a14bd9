"use client";

import type { NotificationItem } from "@fixia/notifications-react";
import { CloseIcon } from "./icons.js";
import type { InboxTexts } from "./languageTypes.js";
import { useLocale } from "./texts.js";
import { dueLabel, useClock } from "./time.js";
import { Tool } from "./Tool.js";

/** What was just put away, as it was. */
export interface Removal {
  readonly items: readonly NotificationItem[];
  /** The ids of those that were not loaded. */
  readonly others?: readonly string[];
  readonly how: keyof InboxTexts["putAway"];
  /** When they come back by themselves. */
  readonly until?: Date;
}

interface UndoBarProps {
  removal: Removal | null;
  onUndo: () => void;
  onClose: () => void;
}

/** Says what was put away, and takes it back. It stays until it is used or closed: nobody has to hurry. */
export function UndoBar({ removal, onUndo, onClose }: UndoBarProps) {
  const { texts, language } = useLocale();
  const { items, others = [], how, until } = removal ?? {};
  const said = useClock((now) =>
    items && how ? texts.putAway[how](items.length + others.length, until ? dueLabel(until, now, language) : "") : "",
  );
  return (
    <div className="fx-undo" data-testid="undo-bar" hidden={!removal}>
      <span role="status">{said}</span>
      {removal && (
        <>
          <button type="button" className="fx-button" data-testid="undo" aria-keyshortcuts="Control+Z Meta+Z" onClick={onUndo}>
            {texts.undo}
          </button>
          <Tool label={texts.close} icon={CloseIcon} onClick={onClose} />
        </>
      )}
    </div>
  );
}
