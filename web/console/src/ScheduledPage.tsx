import { useEffect, useRef, useState } from "react";
import { ConfirmButton } from "./ConfirmButton.js";
import { Failure } from "./Failure.js";
import { FilterForm } from "./FilterForm.js";
import { PagedTable } from "./PagedTable.js";
import { href } from "./route.js";
import { useApi, useWords } from "./session.js";
import { useAction } from "./useLoad.js";
import { usePages } from "./usePages.js";
import type { ScheduledEntry, ScheduledKind } from "./wire.js";

const kinds: readonly ScheduledKind[] = ["notification", "snooze", "webhook", "summary"];

/** Summaries of one moment are spread over the minute after it. */
const SpreadMs = 60_000;

/** What is to come, of all users. */
export function ScheduledPage() {
  const { texts, format } = useWords();
  const api = useApi();
  const [filter, setFilter] = useState({ kind: "", user_id: "" });
  const pages = usePages(JSON.stringify(filter), "scheduled", (cursor, signal) => api.scheduled({ ...filter, limit: "50", cursor }, signal));
  const words = texts.scheduled;
  const late = ({ kind, due_at }: ScheduledEntry): string | undefined => {
    const ms = Date.parse(pages.data?.at ?? "") - Date.parse(due_at) - (kind === "summary" ? SpreadMs : 0);
    return ms > 0 ? words.late(format.duration(ms)) : undefined;
  };
  return (
    <>
      <FilterForm filter={filter} onFilter={setFilter} of={pages}>
        {(apply) => (
          <label>
            {texts.kind}
            <select name="kind" defaultValue={filter.kind} onChange={apply}>
              <option value="">{texts.all}</option>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {texts.users.kinds[kind]}
                </option>
              ))}
            </select>
          </label>
        )}
      </FilterForm>
      <Failure error={pages.error} notFound={words.tooOld} />
      <PagedTable
        caption={words.caption}
        columns={[texts.users.due, texts.kind, texts.letters.user, texts.title, texts.batches.producer, words.cancelColumn]}
        pages={pages}
        keyOf={({ kind, user_id, id }) => `${kind} ${user_id} ${id}`}
      >
        {(entry) => (
          <>
            <td>
              <time dateTime={entry.due_at}>{format.time(entry.due_at)}</time>
              {late(entry) && <span className="failed block">{late(entry)}</span>}
            </td>
            <td>{texts.users.kinds[entry.kind] ?? entry.kind}</td>
            <td className="wraps">
              <a href={href("users", entry.user_id)}>{entry.user_id}</a>
            </td>
            <th scope="row" className="wraps">
              {entry.title && <bdi>{entry.title}</bdi>}
              <span className="hint block">{[entry.type, entry.attempts !== undefined && words.attempts(format.count(entry.attempts))].filter(Boolean).join(" · ")}</span>
              <code className="hint block">{entry.id}</code>
            </th>
            <td className="wraps">{entry.producer ?? "-"}</td>
            <td className="wraps">{entry.kind === "notification" ? <Cancel entry={entry} /> : "-"}</td>
          </>
        )}
      </PagedTable>
    </>
  );
}

/** Of notifications alone: a snooze and a summary are the user's own, and a call is owed to a producer. */
function Cancel({ entry }: { entry: ScheduledEntry }) {
  const { texts } = useWords();
  const api = useApi();
  const [gone, setGone] = useState(false);
  const outcome = useRef<HTMLSpanElement>(null);
  const cancel = useAction(async (signal) => {
    await api.cancelScheduled(entry.user_id, entry.id, signal);
    setGone(true);
  });
  // The button that had the focus is gone.
  useEffect(() => {
    if (gone) outcome.current?.focus();
  }, [gone]);
  const words = texts.scheduled;
  return (
    <>
      <span ref={outcome} role="status" tabIndex={-1}>
        {gone && words.cancelled}
      </span>
      {!gone && (
        <ConfirmButton label={words.cancel} question={words.sure(entry.title ?? entry.id)} confirm={words.confirm} running={cancel.running} onConfirm={cancel.run} />
      )}
      <Failure error={cancel.error} notFound={words.notFound} />
    </>
  );
}
