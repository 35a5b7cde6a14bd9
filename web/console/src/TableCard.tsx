import type { ReactNode } from "react";

export interface TableCardProps {
  caption: string;
  hint?: string | undefined;
  /** For a head of nothing but names; any other is among the children. */
  columns?: readonly string[];
  children: ReactNode;
}

/** A table that scrolls sideways by itself where it has no room, by keyboard too. */
export function TableCard({ caption, hint, columns, children }: TableCardProps) {
  return (
    <div className="card scrolls" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          {caption}
          {hint && <span className="hint"> {hint}</span>}
        </caption>
        {columns && (
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        {children}
      </table>
    </div>
  );
}
