import { useEffect, useId, useRef, useState } from "react";
import { useWords } from "./session.js";

export interface ConfirmButtonProps {
  label: string;
  question: string;
  /** What the button says that does it; the label when left out. */
  confirm?: string;
  running: boolean;
  onConfirm: () => void;
}

/** A button that asks before it does what can't be undone. */
export function ConfirmButton({ label, question, confirm = label, running, onConfirm }: ConfirmButtonProps) {
  const { texts } = useWords();
  const [asking, setAsking] = useState<boolean>();
  const questionId = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const canceller = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone, both ways; Enter pressed twice does nothing.
  useEffect(() => (asking ? canceller : asking === false ? opener : null)?.current?.focus(), [asking]);
  if (!asking)
    return (
      <button ref={opener} className="quiet" type="button" aria-disabled={running} onClick={() => !running && setAsking(true)}>
        {label}
      </button>
    );
  return (
    <span
      className="row"
      role="group"
      aria-labelledby={questionId}
      onKeyDown={(event) => event.key === "Escape" && setAsking(false)}
    >
      <span id={questionId}>{question}</span>
      <button
        className="danger"
        type="button"
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {confirm}
      </button>
      <button ref={canceller} className="quiet" type="button" onClick={() => setAsking(false)}>
        {texts.cancel}
      </button>
    </span>
  );
}
