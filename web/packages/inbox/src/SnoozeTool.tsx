"use client";

import { useNotificationClient } from "@fixia/notifications-react";
import { useId, useLayoutEffect, useRef, useState, type ComponentProps, type KeyboardEvent } from "react";
import { SnoozeIcon } from "./icons.js";
import { nextMinute, snoozeChoices } from "./snoozeTimes.js";
import { useLocale } from "./texts.js";
import { dueLabel } from "./time.js";
import { Tool } from "./Tool.js";

/** What stays free at the edges of the window, in px. */
const Margin = 8;

interface SnoozeProps extends Omit<ComponentProps<typeof Tool>, "icon"> {
  onSnooze: (until: Date) => void;
  /** Told when it begins and when it ends to ask. */
  onAsking?: (asking: boolean) => void;
}

/** A button that asks until when. */
export function SnoozeTool({ onSnooze, onAsking, ...rest }: SnoozeProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const ask = (button: HTMLElement | null): void => {
    setButton(button);
    onAsking?.(button !== null);
  };
  return (
    <>
      <Tool
        icon={SnoozeIcon}
        aria-haspopup="dialog"
        aria-expanded={button !== null}
        onClick={({ currentTarget }) => !rest["aria-disabled"] && ask(currentTarget)}
        {...rest}
      />
      {button && <SnoozeDialog label={rest.label} button={button} onClose={() => ask(null)} onSnooze={onSnooze} />}
    </>
  );
}

interface DialogProps {
  label: string;
  /** What it was opened by: it stands there, and gives the focus back to it. */
  button: HTMLElement;
  onClose: () => void;
  onSnooze: (until: Date) => void;
}

/** Lies over everything, and so is cut off by nothing that the button is in. */
function SnoozeDialog({ label, button, onClose, onSnooze }: DialogProps) {
  const client = useNotificationClient();
  const { texts, language } = useLocale();
  const [now] = useState(() => client.now());
  const dialog = useRef<HTMLDialogElement>(null);
  const own = useRef<HTMLInputElement>(null);
  const ownId = useId();

  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    const { bottom, right } = button.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const within = (at: number, most: number): string => `${Math.max(Margin, Math.min(at, most - Margin))}px`;
    element.style.top = within(bottom, clientHeight - element.offsetHeight);
    element.style.left = within(right - element.offsetWidth, clientWidth - element.offsetWidth);
    return () => element.close();
  }, [button]);

  const close = (): void => {
    // Nothing outside takes the focus while it is open.
    dialog.current!.close();
    button.focus();
    onClose();
  };
  const choose = (until: Date): void => {
    close();
    onSnooze(until);
  };
  const move = (event: KeyboardEvent): void => {
    // The list and the panel around it have the same keys.
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      return close();
    }
    const stops = [...dialog.current!.querySelectorAll<HTMLElement>("button, input")];
    const at = stops.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    // In the field they change the time.
    if (to === undefined || event.target === own.current) return;
    event.preventDefault();
    stops.at(to % stops.length)!.focus();
  };

  return (
    <dialog
      className="fx-snooze"
      data-testid="snooze-dialog"
      ref={dialog}
      aria-label={label}
      onKeyDown={move}
      onClick={({ target }) => target === dialog.current && close()}
      onCancel={close}
    >
      <div className="fx-choices">
        {snoozeChoices(now).map(({ name, at }) => (
          <button key={name} type="button" className="fx-button" data-testid={`snooze-${name}`} onClick={() => choose(at)}>
            <span>{texts.snoozeChoices[name]}</span>
            <time dateTime={at.toISOString()} dir="auto">{dueLabel(at, now, language)}</time>
          </button>
        ))}
        <label htmlFor={ownId}>{texts.snoozeOwn}</label>
        <input type="datetime-local" id={ownId} ref={own} required min={nextMinute(now)} />
        <button
          type="button"
          className="fx-button"
          data-testid="snooze-own"
          onClick={() => own.current!.reportValidity() && choose(new Date(own.current!.value))}
        >
          {texts.snooze}
        </button>
      </div>
    </dialog>
  );
}
