import { useState } from "react";
import { DeadLetterView } from "./DeadLetterView.js";
import { Failure } from "./Failure.js";
import { FilterForm } from "./FilterForm.js";
import { PagedTable } from "./PagedTable.js";
import { href } from "./route.js";
import { useApi, useWords } from "./session.js";
import { usePages } from "./usePages.js";

/** What failed for good. */
export function DeadLettersPage({ id }: { id: string | undefined }) {
  const [filter, setFilter] = useState({ container: "", user_id: "" });
  return id ? <DeadLetterView key={id} id={id} /> : <DeadLetterList filter={filter} onFilter={setFilter} />;
}

type Filter = { container: string; user_id: string };

function DeadLetterList({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const { texts, format } = useWords();
  const api = useApi();
  const pages = usePages(JSON.stringify(filter), "dead_letters", (cursor, signal) => api.deadLetters({ ...filter, cursor }, signal));
  const words = texts.letters;
  return (
    <>
      <FilterForm filter={filter} onFilter={onFilter} of={pages}>
        {() => (
          <label>
            {words.container}
            <input name="container" defaultValue={filter.container} spellCheck={false} autoComplete="off" />
          </label>
        )}
      </FilterForm>
      <Failure error={pages.error} />
      <PagedTable
        caption={words.caption}
        columns={[words.at, texts.kind, words.container, words.user, texts.reason, words.attempts, texts.id]}
        pages={pages}
      >
        {(letter) => (
          <>
            <td>
              <time dateTime={letter.set_aside_at}>{format.time(letter.set_aside_at)}</time>
            </td>
            <td>{letter.kind}</td>
            <td>{letter.container}</td>
            <td>{letter.user_id ? <a href={href("users", letter.user_id)}>{letter.user_id}</a> : "-"}</td>
            <td className="wraps">{letter.reason}</td>
            <td className="number">{letter.attempts === null ? "-" : format.count(letter.attempts)}</td>
            <th scope="row" className="wraps">
              <a href={href("dead-letters", letter.id)}>{letter.id}</a>
            </th>
          </>
        )}
      </PagedTable>
    </>
  );
}
