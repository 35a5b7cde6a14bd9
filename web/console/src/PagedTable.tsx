import type { ReactNode } from "react";
import { LoadMore } from "./LoadMore.js";
import { useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
import type { Paged } from "./usePages.js";

export interface PagedTableProps<Item> {
  caption: string;
  columns: readonly string[];
  pages: Paged<unknown, Item>;
  /** The cells of its row. */
  children: (item: Item) => ReactNode;
}

/** A row for each of what was read so far, or words that there is none, and below them the way to more. */
export function PagedTable<Item extends { id: string }>({ caption, columns, pages, children }: PagedTableProps<Item>) {
  const { texts } = useWords();
  if (!pages.data) return null;
  return (
    <div className="stack">
      <TableCard caption={caption} columns={columns}>
        <tbody>
          {pages.items.map((item) => (
            <tr key={item.id}>{children(item)}</tr>
          ))}
          {pages.items.length === 0 && (
            <tr>
              <td colSpan={columns.length}>{texts.none}</td>
            </tr>
          )}
        </tbody>
      </TableCard>
      {pages.items.length > 0 && <LoadMore of={pages} />}
    </div>
  );
}
