import type { ReactNode } from "react";
import { LoadMore } from "./LoadMore.js";
import { useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
import type { Paged } from "./usePages.js";

export interface PagedTableProps<Item> {
  caption: string;
  columns: readonly string[];
  pages: Paged<unknown, Item>;
  /** What tells rows apart where ids alone don't. */
  keyOf?: (item: Item) => string;
  /** The cells of its row. */
  children: (item: Item) => ReactNode;
}

/** A row for each of what was read so far, or words that there is none, and below them the way to more. */
export function PagedTable<Item extends { id: string }>({ caption, columns, pages, keyOf = ({ id }) => id, children }: PagedTableProps<Item>) {
  const { texts } = useWords();
  if (!pages.data) return null;
  const none = pages.items.length === 0;
  return (
    <div className="stack">
      <TableCard caption={caption} columns={columns}>
        <tbody>
          {pages.items.map((item) => (
            <tr key={keyOf(item)}>{children(item)}</tr>
          ))}
          {none && (
            <tr>
              <td colSpan={columns.length}>{pages.hasMore ? texts.noneYet : texts.none}</td>
            </tr>
          )}
        </tbody>
      </TableCard>
      {(!none || pages.hasMore) && <LoadMore of={pages} />}
    </div>
  );
}
