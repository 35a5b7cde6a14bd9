import { PagedTable } from "./PagedTable.js";
import { useWords } from "./session.js";
import type { Paged } from "./usePages.js";
import type { Receipt, Timeline, TimelineEntry, Told } from "./wire.js";

/** Every notification with what was decided about it, where it came, and what became of it. */
export function TimelineTable({ pages }: { pages: Paged<Timeline, TimelineEntry> }) {
  const { texts, format } = useWords();
  const words = texts.users;
  const nameOf = (id: string | undefined): string => pages.data?.devices.find((device) => device.id === id)?.name ?? id ?? "-";
  const told = ({ attention, rule }: Told): string => `${words.attentions[attention] ?? attention} (${rule})`;
  const yesNo = (is: boolean, at?: string | null): string => (is ? (at ? format.time(at) : texts.yes) : texts.no);
  const notes = ({ priority, producer, removed, snoozed_until, outcome, sent_at, updated_at, expires_at }: TimelineEntry): string =>
    [
      priority && priority !== "normal" && priority,
      producer,
      removed && (words.removed[removed] ?? removed),
      snoozed_until && `${words.comesBack} ${format.time(snoozed_until)}`,
      outcome && `${words.pressed}: ${outcome.action}, ${format.time(outcome.at)}`,
      sent_at && `${words.sent} ${format.time(sent_at)}`,
      updated_at && `${words.updated} ${format.time(updated_at)}`,
      expires_at && `${words.expires} ${format.time(expires_at)}`,
    ]
      .filter(Boolean)
      .join(" · ");
  const receipt = ({ device_id, device_kind, received_at, shown }: Receipt, created: string): string =>
    [
      [device_kind && texts.delivery.kinds[device_kind], nameOf(device_id)].filter(Boolean).join(", "),
      words.after(format.duration(Math.max(0, Date.parse(received_at) - Date.parse(created)))),
      shown && words.toast,
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <PagedTable
      caption={words.caption}
      columns={[words.created, texts.title, texts.type, words.attention, words.received, words.seen, words.read]}
      pages={pages}
    >
      {(item) => (
        <>
          <td>
            <time dateTime={item.created_at}>{format.time(item.created_at)}</time>
          </td>
          <th scope="row" className="wraps">
            <bdi>{item.title}</bdi>
            <span className="hint block">{notes(item)}</span>
            <code className="hint block">{item.id}</code>
          </th>
          <td>{item.type}</td>
          <td className="wraps">
            {told(item.attention)}
            {Object.entries(item.exceptions ?? {}).map(([device, other]) => (
              <span key={device} className="hint block">
                {nameOf(device)}: {told(other)}
              </span>
            ))}
          </td>
          <td className="wraps">
            {item.received.length === 0 ? (
              <span className="hint">{words.notReceived}</span>
            ) : (
              <ul>
                {item.received.map((one, at) => (
                  <li key={at}>{receipt(one, item.sent_at ?? item.created_at)}</li>
                ))}
              </ul>
            )}
          </td>
          <td>{yesNo(item.seen)}</td>
          <td>{yesNo(item.read, item.read_at)}</td>
        </>
      )}
    </PagedTable>
  );
}
