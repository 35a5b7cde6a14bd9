"use client";

import type { NotificationAction, NotificationOutcome } from "@fixia/notifications";
import type { NotificationItem } from "@fixia/notifications-react";
import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { CheckIcon } from "./icons.js";
import { useLocale } from "./texts.js";

/** Presses a button of a notification. Gives the outcome that holds; `undefined` when that failed. */
export type Act = (id: string, action: string) => Promise<NotificationOutcome | undefined>;

interface AnswersProps {
  item: NotificationItem;
  tabIndex?: number;
  onAct: Act;
}

/** The buttons of a notification, and once one of them was pressed, on whichever device, what that one says. */
export function Answers({ item, tabIndex, onAct }: AnswersProps) {
  /** What was pressed here: a notification that is not in the list of the client has no other way to know. */
  const [pressed, setPressed] = useState<string>();
  const focus = useRef<PassedFocus>({ passed: false, button: undefined });
  const { id, actions, outcome, removed } = item;
  if (!actions) return null;
  const chosen = actions.find((action) => action.id === (outcome?.action ?? pressed));
  if (!chosen && (outcome || removed)) return null;
  const press = (action: string): void => {
    focus.current.button = action;
    setPressed(action);
    void onAct(id, action).then((outcome) => setPressed(outcome?.action));
  };
  return (
    <div className="fx-answers">
      {chosen ? (
        <Outcome label={chosen.label} focus={focus} />
      ) : (
        <Buttons actions={actions} title={item.title} tabIndex={tabIndex} onPress={press} focus={focus} />
      )}
    </div>
  );
}

/** What buttons and outcome leave to each other when one takes the place of the other. */
interface PassedFocus {
  passed: boolean;
  /** The button that was pressed: it has the focus again when that fails, and not the one that means the contrary. */
  button: string | undefined;
}

function usePassedFocus(part: RefObject<HTMLElement | null>, focus: RefObject<PassedFocus>): void {
  useLayoutEffect(() => {
    const element = part.current!;
    const { passed, button } = focus.current;
    const buttons = [...element.querySelectorAll("button")];
    if (passed) (buttons.find(({ dataset }) => dataset.action === button) ?? buttons[0] ?? element).focus();
    return () => {
      focus.current.passed = element.contains(document.activeElement);
    };
  }, [part, focus]);
}

interface ButtonsProps {
  actions: readonly NotificationAction[];
  title: string;
  tabIndex: number | undefined;
  onPress: (action: string) => void;
  focus: RefObject<PassedFocus>;
}

function Buttons({ actions, title, tabIndex, onPress, focus }: ButtonsProps) {
  const { texts } = useLocale();
  const buttons = useRef<HTMLDivElement>(null);
  usePassedFocus(buttons, focus);
  return (
    <div className="fx-asked" ref={buttons}>
      {actions.map(({ id, label }, at) => (
        <button
          key={id}
          type="button"
          className="fx-button fx-answer"
          data-testid="answer"
          data-action={id}
          data-primary={at === 0}
          aria-label={texts.labelled(label, title)}
          tabIndex={tabIndex}
          dir="auto"
          onClick={() => onPress(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** Has the focus where a button had it, and so is read out. */
function Outcome({ label, focus }: { label: string; focus: RefObject<PassedFocus> }) {
  const { texts } = useLocale();
  const line = useRef<HTMLParagraphElement>(null);
  usePassedFocus(line, focus);
  return (
    <p className="fx-outcome" data-testid="outcome" ref={line} tabIndex={-1}>
      <CheckIcon />
      <span aria-hidden="true" dir="auto">
        {label}
      </span>
      <span className="fx-hidden">{texts.outcome(label)}</span>
    </p>
  );
}
