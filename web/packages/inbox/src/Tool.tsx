import type { ButtonHTMLAttributes } from "react";
import type { Icon } from "./icons.js";

interface ToolProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  icon: Icon;
  testId?: string;
}

/** A button that shows an icon, and has its name for those who see none, or who ask with the pointer. */
export function Tool({ label, title = label, icon: Icon, testId, className = "", ...rest }: ToolProps) {
  return (
    <button
      type="button"
      className={`fx-button fx-icon-button ${className}`}
      data-testid={testId}
      aria-label={label}
      title={title}
      {...rest}
    >
      <Icon />
    </button>
  );
}
