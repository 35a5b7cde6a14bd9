import { useRef, useState } from "react";
import { DeadLetterView } from "./DeadLetterView.js";
import { Failure } from "./Failure.js";
import { LoadMore } from "./LoadMore.js";
import { href } from "./route.js";
import { useApi, useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
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
  const form = useRef<HTMLFormElement>(null);
  const { data, error, loading, reload, hasMore, loadingMore, loadMore } = usePages(
    JSON.stringify(filter),
    (cursor, signal) => api.deadLetters({ ...filter, cursor }, signal),
    (before, next) => ({ ...next, dead_letters: [...before.dead_letters, ...next.dead_letters] }),
  );
  const words = texts.letters;
  const apply = (): void => {
    const given = new FormData(form.current!);
    onFilter({ container: String(given.get("container")).trim(), user_id: String(given.get("user_id")).trim() });
  };
  return (
    <>
      <form
        ref={form}
        className="row tools"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <label>
          {words.container}
          <input name="container" defaultValue={filter.container} spellCheck={false} autoComplete="off" />
        </label>
        <label>
          {words.user}
          <input name="user_id" defaultValue={filter.user_id} spellCheck={false} autoComplete="off" />
        </label>
        <button className="primary" type="submit">
          {words.filter}
        </button>
        <button className="quiet" type="button" onClick={reload}>
          {texts.reload}
        </button>
        <span role="status">{loading && texts.loading}</span>
      </form>
      <Failure error={error} />
      {data && (
        <div className="stack">
          <TableCard caption={words.caption}>
            <thead>
              <tr>
                {[words.at, texts.kind, words.container, words.user, texts.reason, words.attempts, texts.id].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.dead_letters.map((letter) => (
                <tr key={letter.id}>
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
                </tr>
              ))}
              {data.dead_letters.length === 0 && (
                <tr>
                  <td colSpan={7}>{texts.none}</td>
                </tr>
              )}
            </tbody>
          </TableCard>
          {data.dead_letters.length > 0 && <LoadMore hasMore={hasMore} loading={loadingMore} onLoad={loadMore} />}
        </div>
      )}
    </>
  );
}
