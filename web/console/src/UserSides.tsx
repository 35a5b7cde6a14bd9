import type { ReactNode } from "react";
import { href } from "./route.js";
import { useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
import type { Timeline } from "./wire.js";

/** What else there is of a user: devices, what is yet to come, and what failed. */
export function UserSides({ timeline }: { timeline: Timeline }) {
  const { texts, format } = useWords();
  const words = texts.users;
  return (
    <>
      <Rows
        caption={words.devices}
        columns={[words.name, texts.kind, words.level, words.lastSeen, texts.id]}
        rows={timeline.devices.map(({ id, name, kind, level, last_seen_at }) => ({
          id,
          cells: [name ?? "-", kind ? texts.delivery.kinds[kind] : "-", level ?? "-", format.time(last_seen_at), <code>{id}</code>],
        }))}
      />
      <Rows
        caption={words.scheduled}
        columns={[words.due, texts.kind, texts.type, texts.title]}
        rows={timeline.scheduled.map(({ id, kind, due_at, type, title }) => ({
          id,
          cells: [format.time(due_at), words.kinds[kind] ?? kind, type ?? "-", title ?? "-"],
        }))}
      />
      <Rows
        caption={words.letters}
        columns={[texts.letters.at, texts.kind, texts.letters.container, texts.reason, texts.id]}
        rows={timeline.dead_letters.map(({ id, kind, container, reason, set_aside_at }) => ({
          id,
          cells: [format.time(set_aside_at), kind, container, reason, <a href={href("dead-letters", id)}>{id}</a>],
        }))}
      />
    </>
  );
}

interface RowsProps {
  caption: string;
  columns: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}

function Rows({ caption, columns, rows }: RowsProps) {
  const { texts } = useWords();
  if (rows.length === 0)
    return (
      <section className="card">
        <h2>{caption}</h2>
        <p className="hint">{texts.none}</p>
      </section>
    );
  return (
    <TableCard caption={caption} columns={columns}>
      <tbody>
        {rows.map(({ id, cells }) => (
          <tr key={id}>
            {cells.map((cell, at) => (
              <td key={columns[at]} className="wraps">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableCard>
  );
}
