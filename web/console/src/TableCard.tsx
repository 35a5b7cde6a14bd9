import type { ReactNode } from "react";

export interface TableCardProps {
  caption: string;
  hint?: string | undefined;
  children: ReactNode;
}

/** A table that scrolls sideways by itself where it has no room, by keyboard too. */
export function TableCard({ caption, hint, children }: TableCardProps) {
  return (
    <div className="card scrolls" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          {caption}
          {hint && <span className="hint"> {hint}</span>}
        </caption>
        {children}
      </table>
    </div>
  );
}
